import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


async def handler(rounds: int) -> None:
    for _ in range(rounds):
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
        print("round")


async def late(rounds: int) -> None:
    for _ in range(rounds):
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
        group.create_task(work())
