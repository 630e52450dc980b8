"""Source, workers and sink, with a bounded queue between each two of them."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

# % if metrics
from .metrics import Metrics
# % endif
from .settings import Settings
from .stages import Item
# % if otel
from .telemetry import tracer
# % endif

logger = logging.getLogger(__name__)

Transform = Callable[[Item], Awaitable[Item]]
Sink = Callable[[Sequence[Item]], Awaitable[None]]
# None is the end of the stream.
Items = asyncio.Queue[Item | None]


@dataclass(slots=True)
class Counts:
    """What has passed each end."""

    read: int = 0
    written: int = 0
    failed: int = 0

    @property
    def under_way(self) -> int:
        """Items that were read and have not arrived."""
        return self.read - self.written - self.failed


class Pipeline:
    """Reads, transforms and writes, each at the pace of the slowest."""

    def __init__(self, transform: Transform, sink: Sink, settings: Settings) -> None:
        """Prepare; nothing flows yet."""
        self._transform = transform
        self._sink = sink
        self._settings = settings
        self.counts = Counts()
        # % if metrics
        self.metrics = Metrics()
        # % endif

    async def run(self, source: AsyncGenerator[Item], stop: asyncio.Event) -> None:
        """Work until the source ends or ``stop`` is set, and everything under way has arrived."""
        raw: Items = asyncio.Queue(self._settings.queue)
        ready: Items = asyncio.Queue(self._settings.queue)
        deadline = asyncio.timeout(None)
        try:
            async with deadline, asyncio.TaskGroup() as group:
                group.create_task(self._write(ready))
                transforming = group.create_task(self._transform_all(raw, ready))
                await self._read(source, raw, stop)
                if stop.is_set():
                    loop = asyncio.get_running_loop()
                    deadline.reschedule(loop.time() + self._settings.shutdown_timeout)
                await raw.put(None)
                await transforming
                await ready.put(None)
        except TimeoutError:
            if not deadline.expired():
                raise
            logger.warning("items are lost", extra={"lost": self.counts.under_way})

    async def _read(self, source: AsyncGenerator[Item], raw: Items, stop: asyncio.Event) -> None:
        stopped = asyncio.create_task(stop.wait())
        try:
            async with aclosing(source):
                while not stop.is_set() and (item := await following(source, stopped)) is not None:
                    self.counts.read += 1
                    await raw.put(item)
        finally:
            stopped.cancel()

    async def _transform_all(self, raw: Items, ready: Items) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(self._settings.workers):
                group.create_task(self._work(raw, ready))

    async def _work(self, raw: Items, ready: Items) -> None:
        while (item := await raw.get()) is not None:
            try:
                async with asyncio.timeout(self._settings.step_timeout):
                    # % if otel
                    with tracer.start_as_current_span("transform"):
                        result = await self._transform(item)
                    # % else
                    result = await self._transform(item)
                    # % endif
            except Exception:
                self.counts.failed += 1
                logger.exception("item failed", extra={"item": item.number})
            else:
                await ready.put(result)
        # For the next worker.
        await raw.put(None)

    async def _write(self, ready: Items) -> None:
        more = True
        while more:
            batch = [await ready.get()]
            while len(batch) < self._settings.batch and not ready.empty():
                batch.append(ready.get_nowait())
            items = [item for item in batch if item is not None]
            more = len(items) == len(batch)
            if items:
                async with asyncio.timeout(self._settings.step_timeout):
                    # % if metrics
                    with self.metrics.measure():
                        await self._sink(items)
                    # % else
                    await self._sink(items)
                    # % endif
                self.counts.written += len(items)


async def following(source: AsyncGenerator[Item], stopped: asyncio.Task[bool]) -> Item | None:
    """Return the next item; None at the end of the source, or when the stop comes first."""
    item = asyncio.ensure_future(anext(source, None))
    try:
        await asyncio.wait({item, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Whatever ends the wait: a generator cannot be closed while it still runs.
        item.cancel()
        await asyncio.wait({item})
    return None if item.cancelled() else item.result()
