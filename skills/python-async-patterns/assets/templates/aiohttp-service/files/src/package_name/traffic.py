"""How many requests are in flight, and whether more are welcome."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class OverloadedError(Exception):
    """There are already as many requests in flight as allowed."""


class Traffic:
    """Admission of requests, and the end of it."""

    def __init__(self, limit: int) -> None:
        """Allow ``limit`` requests at once."""
        self._limit = limit
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.draining = False

    @property
    def in_flight(self) -> int:
        """Requests that were admitted and have no response yet."""
        return self._in_flight

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Count a request in and out; raise OverloadedError if there are too many."""
        if self._in_flight >= self._limit:
            raise OverloadedError
        self._in_flight += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._idle.set()

    async def wait_until_idle(self) -> None:
        """Return when nothing is in flight."""
        await self._idle.wait()
