import asyncio


async def work() -> None:
    await asyncio.sleep(0.1)


async def handler(loop: asyncio.AbstractEventLoop) -> None:
    task = asyncio.ensure_future(work(), loop=loop)
    waiter = asyncio.Future(loop=loop)
    waiter.set_result(None)
    await task
    await waiter
