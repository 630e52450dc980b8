import asyncio
import threading


class Service:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.mutex = threading.Lock()
        self.value = 0

    async def run(self) -> None:
        with self.lock:
            self.value += 1

    def run_on_thread(self) -> None:
        with self.mutex:
            self.value += 1
