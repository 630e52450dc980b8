# verified: python 3.13
from asyncio import CancelledError, InvalidStateError, IncompleteReadError, LimitOverrunError, SendfileNotAvailableError, TimeoutError, BrokenBarrierError
