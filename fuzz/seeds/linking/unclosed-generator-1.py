import asyncio
from collections.abc import AsyncIterator


async def pages(count: int) -> AsyncIterator[str]:
    for number in range(count):
        await asyncio.sleep(0)
        yield str(number)


class Pages:
    def __aiter__(self) -> AsyncIterator[str]:
        return pages(3)
#---
from app.source import pages


async def find(text: str) -> bool:
    async for page in pages(9):
        if text in page:
            return True
    return False


async def count() -> int:
    total = 0
    async for _ in pages(9):
        total += 1
    return total
#---
