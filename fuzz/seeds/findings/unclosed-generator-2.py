import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing


async def rows(lock: asyncio.Lock) -> AsyncGenerator[int, None]:
    async with lock:
        await asyncio.sleep(0)
        yield 1


async def scoped(lock: asyncio.Lock) -> int | None:
    async with aclosing(rows(lock)) as stream:
        async for row in stream:
            return row
    return None


async def closed_by_hand(lock: asyncio.Lock) -> None:
    stream = rows(lock)
    async for row in stream:
        print(row)
        break
    await stream.aclose()


async def not_closed(lock: asyncio.Lock) -> None:
    stream = rows(lock)
    async for row in stream:
        print(row)
        break
