import asyncio


async def load(name: str) -> str:
    await asyncio.sleep(0.1)
    return name


async def looped() -> None:
    for result in await asyncio.gather(load("a"), load("b"), return_exceptions=True):
        print(result)


async def returned() -> list[str | BaseException]:
    return await asyncio.gather(load("a"), load("b"), return_exceptions=True)


async def passed(report) -> None:
    results = await asyncio.gather(load("a"), load("b"), return_exceptions=True)
    report(results)


async def unpacked() -> None:
    first, second = await asyncio.gather(load("a"), load("b"), return_exceptions=True)
    if isinstance(first, BaseException):
        raise first
    print(second)
