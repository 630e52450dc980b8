import asyncio


async def work() -> int:
    await asyncio.sleep(1)
    return 1


def running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def call():
    loop = running()
    if loop:
        return loop.create_task(work())
    return asyncio.run(work())


def call_otherwise():
    loop = running()
    if not loop:
        return asyncio.run(work())
    return loop.create_task(work())


async def handler() -> None:
    await call()
    await call_otherwise()
