import asyncio


class Service:
    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[None]] = set()
        self.reader = asyncio.ensure_future(asyncio.sleep(60))

    async def stop(self) -> None:
        self.reader.cancel()
        await asyncio.gather(self.reader, return_exceptions=True)

    async def stop_set(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def drain(self) -> None:
        await asyncio.gather(self.reader, return_exceptions=True)
