import asyncio


class Slots:
    def __init__(self) -> None:
        self.limit = asyncio.Semaphore(3)
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        await self.limit.acquire()
        task = asyncio.create_task(asyncio.sleep(1))
        self.tasks.add(task)
        task.add_done_callback(self.done)

    def done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self.limit.release()
