"""Puts the stages together, and runs them to their end or until a signal comes."""

import logging
from dataclasses import asdict

from .pipeline import Pipeline
from .settings import Settings
from .shutdown import stop_on_signals
from .stages import sink, source, transform

logger = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Process the source."""
    with stop_on_signals() as stop:
        pipeline = Pipeline(transform, sink, settings)
        logger.info("ready")
        # % if metrics
        with pipeline.metrics.serve(settings.metrics_port):
            await pipeline.run(source(settings.items), stop)
        # % else
        await pipeline.run(source(settings.items), stop)
        # % endif
    logger.info("stopped", extra=asdict(pipeline.counts))
