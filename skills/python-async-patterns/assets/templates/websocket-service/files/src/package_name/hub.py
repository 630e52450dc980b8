"""Who is connected, and what is on its way to them."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
# % if otel

from .telemetry import tracer
# % endif

SLOW_CLOSE = 1.0

logger = logging.getLogger(__name__)


class Member:
    """One client's queue."""

    def __init__(self, size: int) -> None:
        """Hold up to ``size`` messages."""
        self.queue: asyncio.Queue[str | bytes] = asyncio.Queue(size)
        self.overflow = asyncio.Event()

    def offer(self, message: str | bytes) -> None:
        """Queue a message, or note that the client is too slow."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.overflow.set()

    def clear(self) -> None:
        """Drop what is queued: the client is gone."""
        while not self.queue.empty():
            self.queue.get_nowait()
            self.queue.task_done()


class Hub:
    """Passes each message to all members; none of them can hold up the others."""

    def __init__(self, queue: int) -> None:
        """Give each member room for ``queue`` messages."""
        self._queue = queue
        self._members: set[Member] = set()
        self.published = 0
        self.draining = False

    @property
    def members(self) -> int:
        """How many clients are connected."""
        return len(self._members)

    def publish(self, message: str | bytes) -> None:
        """Queue a message for everybody."""
        self.published += 1
        for member in self._members:
            member.offer(message)

    async def handle(self, connection: ServerConnection) -> None:
        """Serve one client from its handshake to its end."""
        with self._join() as member:
            try:
                async with asyncio.TaskGroup() as group:
                    sender = group.create_task(send(connection, member))
                    watcher = group.create_task(watch(connection, member))
                    async for message in connection:
                        # % if otel
                        with tracer.start_as_current_span("publish"):
                            self.publish(message)
                        # % else
                        self.publish(message)
                        # % endif
                    sender.cancel()
                    watcher.cancel()
            except* ConnectionClosed:
                logger.debug("connection broke")

    async def flush(self) -> None:
        """Return when everything that is queued was sent, or its client is gone."""
        async with asyncio.TaskGroup() as group:
            for member in self._members:
                group.create_task(member.queue.join())

    @contextmanager
    def _join(self) -> Iterator[Member]:
        member = Member(self._queue)
        self._members.add(member)
        try:
            yield member
        finally:
            self._members.discard(member)
            member.clear()


async def send(connection: ServerConnection, member: Member) -> None:
    """Send what is queued; the connection's own limits make a slow client wait here."""
    while True:
        message = await member.queue.get()
        try:
            await connection.send(message)
        finally:
            member.queue.task_done()


async def watch(connection: ServerConnection, member: Member) -> None:
    """Disconnect a client that reads too slowly."""
    await member.overflow.wait()
    logger.warning("client is too slow")
    with suppress(TimeoutError):
        async with asyncio.timeout(SLOW_CLOSE):
            await connection.close(CloseCode.TRY_AGAIN_LATER, "too slow")
    # What it has not read fills the connection: the close frame may never get through.
    connection.transport.abort()
