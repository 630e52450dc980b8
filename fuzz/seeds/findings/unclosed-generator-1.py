import asyncio
from collections.abc import AsyncIterator


async def rows(lock: asyncio.Lock) -> AsyncIterator[int]:
    async with lock:
        for number in range(10):
            await asyncio.sleep(0)
            yield number


async def breaks(lock: asyncio.Lock) -> None:
    async for row in rows(lock):
        if row == 3:
            break


async def returns(lock: asyncio.Lock) -> int | None:
    async for row in rows(lock):
        return row
    return None


async def raises(lock: asyncio.Lock) -> None:
    async for row in rows(lock):
        if row == 3:
            raise ValueError(row)


async def to_the_end(lock: asyncio.Lock) -> int:
    total = 0
    async for row in rows(lock):
        total += row
        if row == 3:
            continue
    return total
