"""Takes jobs from a broker, some at a time, and stops without losing one."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from .broker import Broker, Delivery
from .jobs import BadJobError
from .logs import log_context
# % if metrics
from .metrics import Metrics
# % endif
from .settings import Settings
# % if otel
from .telemetry import tracer
# % endif

PAUSE = 1.0

logger = logging.getLogger(__name__)
_random = secrets.SystemRandom()


class Worker:
    """``concurrency`` loops over one broker."""

    def __init__(
        self,
        broker: Broker,
        handle: Callable[[str, str], Awaitable[None]],
        settings: Settings,
    ) -> None:
        """Handle the jobs of ``broker`` with ``handle``."""
        self._broker = broker
        self._handle = handle
        self._settings = settings
        # % if metrics
        self.metrics = Metrics()
        # % endif

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then finish what is in hand."""
        async with asyncio.TaskGroup() as group:
            loops = [group.create_task(self._loop(stop)) for _ in range(self._settings.concurrency)]
            await stop.wait()
            _, unfinished = await asyncio.wait(loops, timeout=self._settings.shutdown_timeout)
            if unfinished:
                logger.warning("jobs are cut off", extra={"unfinished": len(unfinished)})
            for task in unfinished:
                task.cancel()

    async def _loop(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                delivery = await self._broker.receive()
                if delivery is not None:
                    await self._process(delivery)
            except Exception:
                # The broker is out of reach: the job comes back, and so may the broker.
                logger.exception("the broker failed")
                await asyncio.sleep(PAUSE)

    async def _process(self, delivery: Delivery) -> None:
        with log_context(job=delivery.key, attempt=delivery.attempt):
            if await self._broker.was_done(delivery.key):
                logger.info("job was done before")
            elif delivery.attempt > self._settings.max_attempts:
                logger.error("job took its workers down")
                await self._broker.bury(delivery, "it took its workers down")
                return
            else:
                try:
                    await self._attempt(delivery)
                except Exception as error:
                    logger.exception("job failed")
                    await self._failed(delivery, error)
                    return
                logger.info("job done")
            await self._broker.acknowledge(delivery)

    async def _attempt(self, delivery: Delivery) -> None:
        async with asyncio.timeout(self._settings.job_timeout):
            # % if metrics and otel
            with self.metrics.measure(), tracer.start_as_current_span("job"):
                await self._handle(delivery.key, delivery.body)
            # % elif metrics
            with self.metrics.measure():
                await self._handle(delivery.key, delivery.body)
            # % elif otel
            with tracer.start_as_current_span("job"):
                await self._handle(delivery.key, delivery.body)
            # % else
            await self._handle(delivery.key, delivery.body)
            # % endif

    async def _failed(self, delivery: Delivery, error: Exception) -> None:
        settings = self._settings
        if isinstance(error, BadJobError) or delivery.attempt >= settings.max_attempts:
            logger.error("job is dead")
            await self._broker.bury(delivery, repr(error))
            return
        # Never so long that another worker takes the job over meanwhile.
        longest = min(settings.retry_delay * 2 ** (delivery.attempt - 1), settings.job_timeout / 2)
        await asyncio.sleep(_random.uniform(longest / 2, longest))
        await self._broker.retry(delivery)
