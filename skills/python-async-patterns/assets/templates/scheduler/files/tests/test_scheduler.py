import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from package_name.clock import SystemClock
from package_name.scheduler import Job, Missed, Scheduler

START = datetime(2026, 1, 1, tzinfo=UTC)
Action = Callable[[datetime], Awaitable[None]]


class FakeClock:
    """Time that passes only when somebody waits, or when a run says so."""

    def __init__(self, end: float) -> None:
        self.time = 0.0
        self._end = end

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time)

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        await asyncio.sleep(0)
        self.time += seconds
        if self.time > self._end:
            stop.set()


async def starts_of(
    durations: list[float], *, missed: Missed = Missed.SKIP, jitter: float = 0, end: float = 100
) -> list[float]:
    """Run one job every ten seconds; its runs take ``durations``, then nothing."""
    clock = FakeClock(end)
    starts: list[float] = []

    async def action(planned: datetime) -> None:
        assert planned.tzinfo is UTC
        starts.append(clock.time)
        clock.time += durations.pop(0) if durations else 0

    job = Job(name="test", action=action, interval=10, timeout=60, jitter=jitter, missed=missed)
    async with asyncio.timeout(5):
        await Scheduler([job], clock, shutdown_timeout=1).run(asyncio.Event())
    return starts


async def test_ticks_do_not_drift() -> None:
    assert await starts_of([3, 9, 0.5], end=50) == [10, 20, 30, 40, 50]


async def test_missed_ticks_are_skipped() -> None:
    assert await starts_of([25], end=60) == [10, 40, 50, 60]


async def test_missed_ticks_are_made_up_for_once() -> None:
    assert await starts_of([25], missed=Missed.RUN_ONCE, end=60) == [10, 35, 40, 50, 60]


async def test_jitter_delays_runs_but_not_ticks() -> None:
    starts = await starts_of([], jitter=5, end=50)
    delays = [start - tick for start, tick in zip(starts, (10, 20, 30, 40), strict=False)]
    assert len(delays) == 4
    assert all(0 <= delay <= 5 for delay in delays)
    assert len(set(delays)) > 1


async def test_runs_are_told_the_planned_time() -> None:
    clock = FakeClock(end=35)
    planned: list[datetime] = []

    async def action(time: datetime) -> None:
        planned.append(time)
        clock.time += 1

    job = Job(name="test", action=action, interval=10, timeout=60)
    await Scheduler([job], clock, shutdown_timeout=1).run(asyncio.Event())
    assert planned == [START + timedelta(seconds=seconds) for seconds in (10, 20, 30)]


async def fail(_planned: datetime) -> None:
    raise RuntimeError


async def hang(_planned: datetime) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("bad", [fail, hang])
async def test_a_bad_run_is_logged_and_the_next_one_starts(
    bad: Action, caplog: pytest.LogCaptureFixture
) -> None:
    job = Job(name="bad", action=bad, interval=10, timeout=0.01)
    async with asyncio.timeout(5):
        await Scheduler([job], FakeClock(end=25), shutdown_timeout=1).run(asyncio.Event())
    assert caplog.text.count("run failed") == 2


async def test_a_run_under_way_is_finished_after_the_stop() -> None:
    stop = asyncio.Event()
    finished = asyncio.Event()

    async def action(_planned: datetime) -> None:
        stop.set()
        await asyncio.sleep(0.01)
        finished.set()

    job = Job(name="test", action=action, interval=0.01, timeout=60)
    async with asyncio.timeout(5):
        await Scheduler([job], SystemClock(), shutdown_timeout=5).run(stop)
    assert finished.is_set()
