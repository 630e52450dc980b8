import asyncio
from collections.abc import Coroutine


async def work() -> None:
    await asyncio.sleep(0.1)


running: set[asyncio.Task[None]] = set()


def start(coroutine: Coroutine[None, None, None]) -> None:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(coroutine)
        return
    running.add(loop.create_task(coroutine))


def start_checked(coroutine: Coroutine[None, None, None]) -> None:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop is None:
        asyncio.run(coroutine)
    else:
        running.add(loop.create_task(coroutine))


async def handler() -> None:
    start(work())
    start_checked(work())
