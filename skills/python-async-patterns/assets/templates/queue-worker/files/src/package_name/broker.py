"""What a worker needs from a queue, and a queue in memory."""

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

RECEIVE_WAIT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A job as the broker hands it out."""

    tag: str
    key: str
    body: str
    attempt: int


class Broker(Protocol):
    """A queue that delivers at least once: what is not acknowledged comes back."""

    async def publish(self, key: str, body: str) -> None:
        """Add a job; ``key`` names it for as long as it is remembered."""

    async def receive(self) -> Delivery | None:
        """Return the next job, or None when there is none for a moment."""

    async def acknowledge(self, delivery: Delivery) -> None:
        """Remove a job that succeeded, and remember its key."""

    async def was_done(self, key: str) -> bool:
        """Say whether a job with that key was acknowledged before."""

    async def retry(self, delivery: Delivery) -> None:
        """Put a job back for its next attempt."""

    async def bury(self, delivery: Delivery, reason: str) -> None:
        """Move a job to the dead letters."""

    async def close(self) -> None:
        """Release connections."""


class MemoryBroker:
    """Jobs in this process: for tests and first steps."""

    def __init__(self) -> None:
        """Start empty."""
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self._count = 0
        self.done: set[str] = set()
        self.dead: deque[tuple[Delivery, str]] = deque()

    async def publish(self, key: str, body: str) -> None:
        """Add a job."""
        self._count += 1
        self._queue.put_nowait(Delivery(tag=str(self._count), key=key, body=body, attempt=1))

    async def receive(self) -> Delivery | None:
        """Return the next job."""
        try:
            async with asyncio.timeout(RECEIVE_WAIT):
                return await self._queue.get()
        except TimeoutError:
            return None

    async def acknowledge(self, delivery: Delivery) -> None:
        """Remember the key."""
        self.done.add(delivery.key)

    async def was_done(self, key: str) -> bool:
        """Look the key up."""
        return key in self.done

    async def retry(self, delivery: Delivery) -> None:
        """Put the job at the end of the queue."""
        self._queue.put_nowait(replace(delivery, attempt=delivery.attempt + 1))

    async def bury(self, delivery: Delivery, reason: str) -> None:
        """Keep the job and the reason."""
        self.dead.append((delivery, reason))

    async def close(self) -> None:
        """Do nothing: there are no connections."""
