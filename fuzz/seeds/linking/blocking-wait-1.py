import asyncio
import threading
from collections.abc import Coroutine


def run(coroutine: Coroutine[None, None, int]) -> int:
    found: list[int] = []

    def target() -> None:
        found.append(asyncio.run(coroutine))

    worker = threading.Thread(target=target)
    worker.start()
    worker.join()
    return found[0]
#---
import asyncio

from app.bridge import run


async def answer() -> int:
    await asyncio.sleep(0.1)
    return 42


def ask() -> int:
    return run(answer())


async def handler() -> int:
    return ask()


async def offloaded() -> int:
    return await asyncio.to_thread(ask)
#---
