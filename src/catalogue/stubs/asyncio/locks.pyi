# verified: python 3.13
from asyncio import Lock, Event, Condition, Semaphore, BoundedSemaphore, Barrier
