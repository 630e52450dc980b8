import asyncio


async def load() -> int:
    await asyncio.sleep(0.1)
    return 1


def from_thread(loop: asyncio.AbstractEventLoop) -> int:
    return asyncio.run_coroutine_threadsafe(load(), loop).result()


async def handler() -> int:
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(from_thread, loop)
