import asyncio


async def plain(queue: asyncio.Queue[str], timeout: float) -> str:
    return await asyncio.wait_for(queue.get(), timeout)


async def with_default(queue: asyncio.Queue[str], timeout: float = 5) -> str:
    return await asyncio.wait_for(queue.get(), timeout)


async def keyword(queue: asyncio.Queue[str], *, timeout: float | None = None) -> str:
    return await asyncio.wait_for(queue.get(), timeout)
