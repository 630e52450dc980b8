import asyncio
from collections.abc import AsyncIterable


async def total(prices: list[int]) -> int:
    return sum(prices)


async def awaits() -> None:
    await asyncio.sleep(1)


async def loops(items: AsyncIterable[int]) -> None:
    async for item in items:
        print(item)


async def locks(lock: asyncio.Lock) -> None:
    async with lock:
        print("locked")


async def collects(items: AsyncIterable[int]) -> list[int]:
    return [item async for item in items]
