import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


def make() -> asyncio.Task[None]:
    return asyncio.create_task(work())


def make_named(name: str) -> asyncio.Task[None]:
    task = asyncio.create_task(work())
    task.set_name(name)
    return task


def make_all():
    for _ in range(3):
        yield asyncio.create_task(work())


async def handler(register, tasks: asyncio.Queue[asyncio.Task[None]]) -> None:
    register(asyncio.create_task(work()))
    await tasks.put(asyncio.create_task(work()))
    task = asyncio.create_task(work())
    register(task)
