import asyncio

import anyio


async def work() -> None:
    await asyncio.sleep(0.1)


async def grouped():
    async with asyncio.TaskGroup() as group:
        first = group.create_task(work())
        second = group.create_task(work())
        yield first
        yield second


async def timed(queue: asyncio.Queue[int]):
    async with asyncio.timeout(5):
        yield await queue.get()


async def portable(queue: asyncio.Queue[int]):
    with anyio.move_on_after(5):
        yield await queue.get()
    async with anyio.create_task_group() as group:
        group.start_soon(work)
        group.start_soon(work)
        yield 1
