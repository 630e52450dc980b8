import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


async def forgets() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
    except ExceptionGroup as errors:
        known, rest = errors.split(OSError)
        if known is not None:
            print(known)


async def raises_the_rest() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
    except ExceptionGroup as errors:
        known, rest = errors.split(OSError)
        if known is not None:
            print(known)
        if rest is not None:
            raise rest
