"""The jobs: replace the example with your own."""

import asyncio
from datetime import datetime

from .scheduler import Job
from .settings import Settings

WORK = 0.05


async def example(_planned: datetime) -> None:
    """Do a little work."""
    await asyncio.sleep(WORK)


def jobs(settings: Settings) -> list[Job]:
    """List all jobs."""
    return [
        Job(
            name="example",
            action=example,
            interval=settings.interval,
            jitter=settings.jitter,
            timeout=settings.job_timeout,
        ),
    ]
