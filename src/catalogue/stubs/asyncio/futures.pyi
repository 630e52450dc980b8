# verified: python 3.13
from asyncio import Future, wrap_future, isfuture
