"""The pause doubles up to the cap, is random from zero, starts anew after a lasting connection; bugs end it."""

import asyncio
import random

import aiohttp
import pattern
from proving import raises, run


async def main() -> None:
    limits: list[float] = []
    real_sleep, real_uniform = asyncio.sleep, random.uniform
    calls = 0

    async def sleep(delay: float, result: object = None) -> None:
        limits.append(delay)
        await real_sleep(0)

    def uniform(low: float, high: float) -> float:
        assert low == 0
        return high

    async def connect() -> None:
        nonlocal calls
        calls += 1
        if calls == 8:
            return  # a polite end needs a pause as well
        if calls == 10:
            raise KeyError("a bug")
        raise (aiohttp.ClientError(), ConnectionResetError(), asyncio.TimeoutError())[calls % 3]

    asyncio.sleep, random.uniform = sleep, uniform
    try:
        await raises(KeyError, pattern.keep_connected(connect, base=0.5, cap=30))
        assert limits == [1, 2, 4, 8, 16, 30, 30, 30, 30], limits

        limits.clear()
        calls = 0
        await raises(KeyError, pattern.keep_connected(connect, base=0.5, cap=30, healthy=0))
        assert limits == [0.5] * 9, limits

        async def forever() -> None:
            raise ConnectionError

        limits.clear()
        task = asyncio.create_task(pattern.keep_connected(forever))
        while len(limits) < 2000:
            await real_sleep(0)
        assert limits[-1] == 30, "no overflow after thousands of failures"
        task.cancel()
        await raises(asyncio.CancelledError, task)
    finally:
        asyncio.sleep, random.uniform = real_sleep, real_uniform


run(main())
