import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


async def outside() -> None:
    try:
        async with asyncio.timeout(1):
            async with asyncio.TaskGroup() as group:
                group.create_task(work())
                group.create_task(work())
    except TimeoutError:
        print("too late")


async def inside() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            async with asyncio.timeout(1):
                await work()
    except TimeoutError:
        print("too late")
