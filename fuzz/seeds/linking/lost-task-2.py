import asyncio
from collections.abc import Coroutine


def start(coroutine: Coroutine[None, None, None]) -> asyncio.Task[None]:
    return asyncio.create_task(coroutine)


def start_named(coroutine: Coroutine[None, None, None], name: str) -> asyncio.Task[None]:
    task = start(coroutine)
    task.set_name(name)
    return task
#---
import asyncio

from app.spawn import start, start_named


async def work() -> None:
    await asyncio.sleep(0.1)


async def handler() -> None:
    start(work())
    start_named(work(), "a")
    task = start(work())
    await task


class Owner:
    async def begin(self) -> None:
        self.task = start(work())
#---
