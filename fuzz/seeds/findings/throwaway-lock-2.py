import asyncio

_locks: dict[str, asyncio.Lock] = {}


def fresh() -> asyncio.Lock:
    return asyncio.Lock()


def kept(key: str) -> asyncio.Lock:
    if key not in _locks:
        _locks[key] = asyncio.Lock()
    return _locks[key]


async def handler(key: str) -> None:
    async with kept(key):
        await asyncio.sleep(0)
    async with fresh():
        await asyncio.sleep(0)
