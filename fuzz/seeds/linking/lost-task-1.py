import asyncio
from collections.abc import Coroutine

_running: set[asyncio.Task[object]] = set()


def spawn(coroutine: Coroutine[None, None, object]) -> asyncio.Task[object]:
    task = asyncio.create_task(coroutine)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


class Jobs:
    def __init__(self) -> None:
        self._jobs: list[asyncio.Task[object]] = []

    def create_task(self, coroutine: Coroutine[None, None, object]) -> asyncio.Task[object]:
        task = asyncio.ensure_future(coroutine)
        self._jobs.append(task)
        return task


def fire(coroutine: Coroutine[None, None, object]) -> None:
    asyncio.create_task(coroutine)
#---
import asyncio

from app.background import Jobs, fire, spawn


async def work() -> None:
    await asyncio.sleep(0.1)


async def handler(jobs: Jobs) -> None:
    spawn(work())
    jobs.create_task(work())
    fire(work())
#---
