import asyncio


async def worker(lock: asyncio.Lock) -> None:
    async with lock:
        await asyncio.sleep(0)


async def passed() -> None:
    lock = asyncio.Lock()
    await asyncio.gather(worker(lock), worker(lock))
    async with lock:
        await asyncio.sleep(0)


async def captured() -> None:
    limit = asyncio.Semaphore(3)

    async def one() -> None:
        async with limit:
            await asyncio.sleep(0)

    await asyncio.gather(one(), one(), one())


async def returned() -> asyncio.Lock:
    lock = asyncio.Lock()
    async with lock:
        await asyncio.sleep(0)
    return lock


class Service:
    async def start(self) -> None:
        lock = asyncio.Lock()
        self.lock = lock
        async with lock:
            await asyncio.sleep(0)
