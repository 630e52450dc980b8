import asyncio
from collections.abc import AsyncIterable


async def handler(items: AsyncIterable[int], lock: asyncio.Lock) -> None:
    async with asyncio.timeout(2):
        async for item in items:
            print(item)
    async with asyncio.timeout(2):
        async with lock:
            print("locked")
    async with asyncio.timeout(2):
        print([item async for item in items])
