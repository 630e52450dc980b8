import asyncio

current: asyncio.Task[None] | None = None


async def work() -> None:
    await asyncio.sleep(0.1)


class Service:
    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self.by_name: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        global current
        self.main = asyncio.create_task(work())
        self.tasks.append(asyncio.create_task(work()))
        self.by_name["a"] = asyncio.create_task(work())
        self.tasks += [asyncio.create_task(work())]
        self.tasks.extend(asyncio.create_task(work()) for _ in range(2))
        self.by_name.setdefault("b", asyncio.create_task(work()))
        current = asyncio.create_task(work())


async def local() -> None:
    tasks = [asyncio.create_task(work()) for _ in range(3)]
    await asyncio.wait(tasks)
