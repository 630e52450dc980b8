"""Runs jobs at fixed intervals, each in a loop of its own."""

import asyncio
import logging
import math
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from .clock import Clock
from .logs import log_context
# % if metrics
from .metrics import Metrics
# % endif
# % if otel
from .telemetry import tracer
# % endif

logger = logging.getLogger(__name__)
_random = secrets.SystemRandom()


class Missed(Enum):
    """What happens to ticks that pass while a run is still under way."""

    SKIP = "skip"
    RUN_ONCE = "run once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every ``interval`` seconds; ``action`` gets the planned time in UTC."""

    name: str
    action: Callable[[datetime], Awaitable[None]]
    interval: float
    timeout: float
    jitter: float = 0
    missed: Missed = Missed.SKIP


class Scheduler:
    """The loops of all jobs."""

    def __init__(self, jobs: Iterable[Job], clock: Clock, *, shutdown_timeout: float) -> None:
        """Plan ``jobs`` by ``clock``."""
        self._jobs = tuple(jobs)
        self._clock = clock
        self._shutdown_timeout = shutdown_timeout
        # % if metrics
        self.metrics = Metrics()
        # % endif

    async def run(self, stop: asyncio.Event) -> None:
        """Run jobs until ``stop`` is set, then finish the runs under way."""
        async with asyncio.TaskGroup() as group:
            loops = [group.create_task(self._loop(job, stop)) for job in self._jobs]
            await stop.wait()
            if not loops:
                return
            _, unfinished = await asyncio.wait(loops, timeout=self._shutdown_timeout)
            if unfinished:
                logger.warning("runs are cut off", extra={"unfinished": len(unfinished)})
            for task in unfinished:
                task.cancel()

    async def _loop(self, job: Job, stop: asyncio.Event) -> None:
        clock = self._clock
        tick = clock.monotonic() + job.interval
        while True:
            planned = clock.now() + timedelta(seconds=tick - clock.monotonic())
            jitter = _random.uniform(0, job.jitter)
            await clock.wait(stop, max(0.0, tick + jitter - clock.monotonic()))
            if stop.is_set():
                return
            with log_context(job=job.name, planned=planned.isoformat()):
                await self._run_once(job, planned)
            tick = self._next_tick(job, tick)

    async def _run_once(self, job: Job, planned: datetime) -> None:
        try:
            async with asyncio.timeout(job.timeout):
                # % if metrics and otel
                with self.metrics.measure(), tracer.start_as_current_span(job.name):
                    await job.action(planned)
                # % elif metrics
                with self.metrics.measure():
                    await job.action(planned)
                # % elif otel
                with tracer.start_as_current_span(job.name):
                    await job.action(planned)
                # % else
                await job.action(planned)
                # % endif
        except Exception:
            logger.exception("run failed")
        else:
            logger.info("run done")

    def _next_tick(self, job: Job, tick: float) -> float:
        """Return the tick after this one, by the job's policy for those that have passed."""
        following = tick + job.interval
        behind = self._clock.monotonic() - following
        if behind <= 0:
            return following
        missed = math.floor(behind / job.interval) + 1
        logger.warning("ticks missed", extra={"job": job.name, "missed": missed})
        if job.missed is Missed.RUN_ONCE:
            # The last of them is due now; later ticks stay where they were.
            return following + (missed - 1) * job.interval
        return following + missed * job.interval
