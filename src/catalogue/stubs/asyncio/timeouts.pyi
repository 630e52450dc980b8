# verified: python 3.13
from asyncio import Timeout, timeout, timeout_at
