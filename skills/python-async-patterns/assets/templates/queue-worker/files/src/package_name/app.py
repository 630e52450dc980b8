"""Puts broker and worker together, and runs them until a signal comes."""

import logging

from .broker import Broker, MemoryBroker
from .jobs import handle
# % if redis
from .redis_broker import RedisBroker
# % endif
from .settings import Settings
from .shutdown import stop_on_signals
from .worker import Worker

logger = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Work until a signal comes, then finish what is in hand."""
    with stop_on_signals() as stop:
        broker = await open_broker(settings)
        try:
            for number in range(settings.example_jobs):
                await broker.publish(f"example-{number}", '{"seconds": 0.1}')
            worker = Worker(broker, handle, settings)
            logger.info("ready")
            # % if metrics
            with worker.metrics.serve(settings.metrics_port):
                await worker.run(stop)
            # % else
            await worker.run(stop)
            # % endif
        finally:
            await broker.close()
    logger.info("stopped")


async def open_broker(settings: Settings) -> Broker:
    """Connect to the broker that the settings name."""
    # % if redis
    if settings.broker_url != "memory://":
        return await RedisBroker.connect(
            settings.broker_url,
            takeover=2 * settings.job_timeout,
            remember=settings.remember_seconds,
        )
    # % endif
    logger.info("jobs are in memory", extra={"concurrency": settings.concurrency})
    return MemoryBroker()
