import asyncio


class Service:
    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            try:
                await self.task
            except asyncio.CancelledError:
                pass

    async def stop_without_cancel(self) -> None:
        if self.task is not None:
            try:
                await self.task
            except asyncio.CancelledError:
                pass

    async def stop_with_more(self) -> None:
        if self.task is not None:
            self.task.cancel()
            try:
                await self.task
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                pass


async def stop_all(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
