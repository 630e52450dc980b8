# claim 16: a job of 50 ms with a period of 50 ms runs every 50 ms, and nothing drifts
import asyncio

import bad
import pattern
from fake_clock import now, run
from proving import logged, raises


async def starts(every: object, period: float, seconds: list[float]) -> list[float]:
    began = now()
    seen: list[float] = []
    length = iter(seconds)

    async def job() -> None:
        seen.append(round(now() - began, 6))
        await asyncio.sleep(next(length))
        if len(seen) == 2:
            raise ValueError("one failure does not end the schedule")

    task = asyncio.create_task(every(period, job))  # type: ignore[operator]
    while len(seen) < len(seconds):
        await asyncio.sleep(0.001)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    return seen


async def main() -> None:
    assert await starts(pattern.every, 0.05, [0.05] * 5) == [0.05, 0.1, 0.15, 0.2, 0.25]
    assert await starts(pattern.every, 1, [0.3, 0, 0.9, 0.1]) == [1, 2, 3, 4]
    # The third job takes 2.5 periods: two turns are skipped, and the rhythm stays.
    assert await starts(pattern.every, 1, [0, 0, 2.5, 0, 0]) == [1, 2, 3, 6, 7]

    drifting: list[float] = []

    async def job() -> None:
        drifting.append(round(now(), 6))
        await asyncio.sleep(0.05)

    began = now()
    task = asyncio.create_task(bad.every(0.05, job))
    while len(drifting) < 3:
        await asyncio.sleep(0.001)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    gaps = [round(b - a, 6) for a, b in zip(drifting, drifting[1:])]
    assert gaps == [0.1, 0.1], (began, drifting)


with logged(pattern.__name__) as messages:
    run(main())
assert messages == ["periodic job failed"] * 3
