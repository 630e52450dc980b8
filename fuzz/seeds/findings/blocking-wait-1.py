import asyncio
import threading


class Watcher:
    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        self._stop.wait()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    async def aclose(self) -> None:
        self._stop.set()
        await asyncio.to_thread(self._thread.join)


class App:
    def __init__(self) -> None:
        self.watcher = Watcher()

    async def shutdown(self) -> None:
        self.watcher.close()
        await self.watcher.aclose()

    async def __aexit__(self, *error: object) -> None:
        self.watcher.close()
