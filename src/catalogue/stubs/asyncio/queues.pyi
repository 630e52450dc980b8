# verified: python 3.13
from asyncio import Queue, PriorityQueue, LifoQueue, QueueEmpty, QueueFull, QueueShutDown
