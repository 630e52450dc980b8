# verified: python 3.13
from asyncio import to_thread
