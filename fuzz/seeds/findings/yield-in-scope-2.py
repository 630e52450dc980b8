import asyncio
import contextlib
from contextlib import asynccontextmanager


async def work() -> None:
    await asyncio.sleep(0.1)


@asynccontextmanager
async def background():
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        yield group


@contextlib.asynccontextmanager
async def bounded():
    async with asyncio.timeout(5):
        yield
