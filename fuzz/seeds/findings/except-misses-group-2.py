import asyncio


async def parse(text: str) -> int:
    await asyncio.sleep(0.1)
    return int(text)


async def misses(texts: list[str]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for text in texts:
                group.create_task(parse(text))
    except ValueError:
        print("bad number")


async def matches(texts: list[str]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for text in texts:
                group.create_task(parse(text))
    except* ValueError:
        print("bad number")
