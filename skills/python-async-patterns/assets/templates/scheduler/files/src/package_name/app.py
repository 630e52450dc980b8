"""Puts jobs and clock together, and runs them until a signal comes."""

import logging

from .clock import SystemClock
from .jobs import jobs
from .scheduler import Scheduler
from .settings import Settings
from .shutdown import stop_on_signals

logger = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Run the jobs until a signal comes."""
    with stop_on_signals() as stop:
        scheduler = Scheduler(
            jobs(settings), SystemClock(), shutdown_timeout=settings.shutdown_timeout
        )
        logger.info("ready")
        # % if metrics
        with scheduler.metrics.serve(settings.metrics_port):
            await scheduler.run(stop)
        # % else
        await scheduler.run(stop)
        # % endif
    logger.info("stopped")
