import asyncio
import threading


class Facade:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _load(self, key: str) -> str:
        await asyncio.sleep(0.1)
        return key

    def load(self, key: str) -> str:
        return asyncio.run_coroutine_threadsafe(self._load(key), self._loop).result()

    async def aload(self, key: str) -> str:
        future = asyncio.run_coroutine_threadsafe(self._load(key), self._loop)
        return await asyncio.wrap_future(future)
#---
from app.facade import Facade


async def handler(facade: Facade) -> None:
    facade.load("a")
    await facade.aload("a")


def script(facade: Facade) -> None:
    facade.load("a")
#---
