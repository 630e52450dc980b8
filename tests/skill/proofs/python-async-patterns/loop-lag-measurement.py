# A step that holds the loop shows as lag, and a loop at rest shows none.
import asyncio
import time

import fake_clock
from pattern import watch_lag
from proving import raises


async def stalled() -> None:
    lags: list[float] = []
    task = asyncio.create_task(watch_lag(lags.append, period=0.02))
    await asyncio.sleep(0.001)
    time.sleep(0.1)  # the fault to be found
    while not lags:
        await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert lags[0] > 0.05, lags


async def at_rest() -> None:
    lags: list[float] = []
    task = asyncio.create_task(watch_lag(lags.append))
    await asyncio.sleep(1.1)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert len(lags) == 4 and max(lags) < 1e-6, lags


asyncio.run(stalled(), debug=False)
fake_clock.run(at_rest())
