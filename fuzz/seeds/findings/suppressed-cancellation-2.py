import asyncio
from contextlib import suppress


class Service:
    def __init__(self) -> None:
        self.task = asyncio.ensure_future(asyncio.sleep(60))

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def wait(self) -> None:
        with suppress(asyncio.CancelledError):
            await self.task


async def stop_all(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
