import asyncio
import threading


class Counter:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value = 0

    def increment(self) -> None:
        with self._lock:
            self._value += 1

    async def read(self) -> int:
        await asyncio.sleep(0)
        with self._lock:
            return self._value

    async def count(self) -> None:
        self.increment()
        await asyncio.sleep(0)
