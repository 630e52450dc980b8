import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run_sync(func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.to_thread(func, *args, **kwargs)


def make_async(func: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    @functools.wraps(func)
    async def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, functools.partial(func, *args, **kwargs))

    return wrapper


def call_now(func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return func(*args, **kwargs)
#---
import time

from app.threads import call_now, make_async, run_sync


def slow(seconds: float) -> None:
    time.sleep(seconds)


@make_async
def decorated(seconds: float) -> None:
    time.sleep(seconds)


async def handler() -> None:
    await run_sync(slow, 1)
    await run_sync(time.sleep, 1)
    await make_async(slow)(1)
    await decorated(1)
    call_now(slow, 1)
#---
