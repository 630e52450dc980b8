import asyncio


async def work() -> int:
    await asyncio.sleep(0.1)
    return 1


async def handler(waiter: asyncio.Future[int]) -> int:
    task = asyncio.create_task(work())
    await asyncio.wait({task})
    if waiter.done():
        print(waiter.result())
    return task.result()


async def group() -> int:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(work())
        second = tasks.create_task(work())
    return first.result() + second.result()


async def executor() -> int:
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(None, pow, 2, 10)
    await asyncio.wait([future])
    return future.result()
