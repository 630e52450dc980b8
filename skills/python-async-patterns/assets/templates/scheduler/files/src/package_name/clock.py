"""Time, as a parameter: tests bring their own."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a scheduler needs to know of time."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def now(self) -> datetime:
        """Return the time of day, in UTC."""

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        """Return after ``seconds``, or as soon as ``stop`` is set."""


class SystemClock:
    """The real time."""

    def monotonic(self) -> float:
        """Return the system's monotonic clock."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the system's time."""
        return datetime.now(UTC)

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        """Sleep, but wake up for ``stop``."""
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            pass
