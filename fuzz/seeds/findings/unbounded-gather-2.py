import asyncio
from collections.abc import Iterable


async def fetch(url: str) -> int:
    await asyncio.sleep(0.1)
    return len(url)


async def generator(urls: list[str]) -> list[int]:
    return await asyncio.gather(*(fetch(url) for url in urls))


async def comprehension(urls: Iterable[str]) -> list[int]:
    return await asyncio.gather(*[fetch(url) for url in urls])


async def mapped(urls: list[str]) -> list[int]:
    return await asyncio.gather(*map(fetch, urls))
