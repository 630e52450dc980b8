import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


class Jobs:
    def create_task(self, coroutine: object) -> None:
        print(coroutine)


async def handler(jobs: Jobs) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        group.create_task(work())
    group = jobs
    group.create_task("a")
