import asyncio


class Service:
    def __init__(self) -> None:
        self.ready = False
        self.stopped = asyncio.Event()

    async def handler(self, task: asyncio.Task[None], done: bool) -> None:
        while not self.ready:
            await asyncio.sleep(0.1)
        while not self.stopped.is_set():
            await asyncio.sleep(0.1)
        while not task.done():
            await asyncio.sleep(0.1)
        while self.ready:
            await asyncio.sleep(1)
        await self.stopped.wait()
