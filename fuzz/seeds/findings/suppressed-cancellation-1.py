import asyncio
from contextlib import suppress

import anyio


async def drain(task: asyncio.Task[None]) -> None:
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.shield(task)
        raise


async def close() -> None:
    with anyio.CancelScope(shield=True), suppress(BaseException):
        await anyio.sleep(1)


async def poll(current: asyncio.Task[None]) -> None:
    current.cancel()
    cancelled = current
    with suppress(asyncio.CancelledError):
        await cancelled


async def wait_only(current: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        await current
