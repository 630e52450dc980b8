import asyncio

HOSTS = ("a.example", "b.example")


async def fetch(url: str) -> int:
    await asyncio.sleep(0.1)
    return len(url)


async def worker(number: int) -> None:
    await asyncio.sleep(number)


async def handler() -> None:
    await asyncio.gather(fetch("a"), fetch("b"))
    await asyncio.gather(*(fetch(host) for host in ("a", "b", "c")))
    await asyncio.gather(*[fetch(host) for host in HOSTS])
    await asyncio.gather(*(worker(number) for number in range(4)))
