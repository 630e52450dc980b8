import asyncio


class Worker:
    ready = False
    stopped = asyncio.Event()

    async def both(self) -> None:
        while not self.ready and not self.stopped.is_set():
            await asyncio.sleep(0.1)

    async def compared(self) -> None:
        while self.ready is False:
            await asyncio.sleep(0.1)

    async def asked_inside(self) -> None:
        while True:
            if self.ready:
                break
            await asyncio.sleep(0.1)

    async def does_something(self) -> None:
        while True:
            if self.ready:
                print("ready")
                break
            await asyncio.sleep(0.1)
