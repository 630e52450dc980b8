import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


async def handler() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        group.create_task(work())
