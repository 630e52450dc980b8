import asyncio


class Bridge:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    async def _register(self) -> None:
        await asyncio.sleep(0)

    def on_write(self) -> None:
        future = asyncio.run_coroutine_threadsafe(self._register(), self._loop)
        future.result()

    def attach(self, descriptor: int) -> None:
        self._loop.add_writer(descriptor, self.on_write)
