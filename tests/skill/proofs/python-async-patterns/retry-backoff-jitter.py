# Passing errors only, pauses within the growing limit, Retry-After honoured, deadline kept.
import asyncio
import random

import pattern
from fake_clock import now, run
from pattern import retry
from proving import raises

limits: list[float] = []


def longest(low: float, high: float) -> float:
    assert low == 0
    limits.append(high)
    return high


class Busy(ConnectionError):
    retry_after = 7.0


class Failing:
    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "ok"


async def main() -> None:
    pattern.random.uniform = longest
    call = Failing(ConnectionError(), 3)
    assert await retry(call, ConnectionError, base=1, cap=4) == "ok"
    assert call.calls == 4 and limits == [2, 4, 4] and now() == 10

    call = Failing(ConnectionError(), 99)
    await raises(ConnectionError, retry(call, (ConnectionError, TimeoutError), attempts=3))
    assert call.calls == 3

    call = Failing(ValueError(), 1)
    await raises(ValueError, retry(call, ConnectionError))
    assert call.calls == 1

    started = now()
    assert await retry(Failing(Busy(), 1), ConnectionError, base=0.1) == "ok"
    assert round(now() - started, 6) == 7

    started = now()
    call = Failing(Busy(), 99)
    await raises(Busy, retry(call, ConnectionError, attempts=99, within=20))
    assert call.calls == 3 and now() - started <= 20

    task = asyncio.ensure_future(retry(Failing(Busy(), 99), ConnectionError))
    await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)


uniform = random.uniform
run(main())
pattern.random.uniform = uniform
assert all(0 <= random.uniform(0, 2) <= 2 for _ in range(100))
