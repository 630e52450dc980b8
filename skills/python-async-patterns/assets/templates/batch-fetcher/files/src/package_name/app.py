"""A fixed pool of workers over a bounded queue of URLs, and one writer of results."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from .extract import extract
from .fetcher import Extract, Fetcher
from .results import ResultFile
from .settings import Settings
from .shutdown import stop_on_signals

QUEUED = 100

logger = logging.getLogger(__name__)

Result = dict[str, object]


async def run(settings: Settings) -> None:
    """Fetch what has no result yet, until a signal comes."""
    results = ResultFile(settings.output)
    with stop_on_signals() as stop:
        done = await asyncio.to_thread(results.done)
        urls = await asyncio.to_thread(read_urls, settings.input)
        left = [url for url in urls if url not in done]
        logger.info("starting", extra={"done": len(done), "left": len(left)})
        fetched = await fetch_all(left, extract, results, settings, stop)
    logger.info("stopped", extra={"fetched": fetched, "left": len(left) - fetched})


def read_urls(path: Path) -> list[str]:
    """Return the URLs of a file, each once and in its order."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


async def fetch_all(
    urls: Iterable[str],
    extract: Extract,
    results: ResultFile,
    settings: Settings,
    stop: asyncio.Event,
) -> int:
    """Fetch ``urls`` until they or the time are over; return how many have a result now."""
    todo: asyncio.Queue[str | None] = asyncio.Queue(QUEUED)
    found: asyncio.Queue[Result | None] = asyncio.Queue(QUEUED)
    connector = TCPConnector(limit=settings.concurrency)
    async with ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:
        fetcher = Fetcher(session, extract, settings)
        writer = group.create_task(write(results, found))
        feeder = group.create_task(feed(urls, todo, settings.concurrency))
        workers = [
            group.create_task(work(fetcher, todo, found, stop)) for _ in range(settings.concurrency)
        ]
        await finish(workers, stop, settings.shutdown_timeout)
        feeder.cancel()
        await found.put(None)
    return writer.result()


async def feed(urls: Iterable[str], todo: asyncio.Queue[str | None], workers: int) -> None:
    """Keep the queue filled, then tell each worker that it is over."""
    for url in urls:
        await todo.put(url)
    for _ in range(workers):
        await todo.put(None)


async def work(
    fetcher: Fetcher,
    todo: asyncio.Queue[str | None],
    found: asyncio.Queue[Result | None],
    stop: asyncio.Event,
) -> None:
    """Fetch one URL after the other."""
    while not stop.is_set() and (url := await todo.get()) is not None:
        await found.put(await fetcher.fetch(url))


async def finish(workers: list[asyncio.Task[None]], stop: asyncio.Event, grace: float) -> None:
    """Wait for the workers; after the stop for no longer than ``grace``."""
    stopped = asyncio.create_task(stop.wait())
    running = set(workers)
    while running and not stopped.done():
        done, _ = await asyncio.wait({stopped, *running}, return_when=asyncio.FIRST_COMPLETED)
        running -= done
    stopped.cancel()
    if running:
        _, unfinished = await asyncio.wait(running, timeout=grace)
        for task in unfinished:
            task.cancel()


async def write(results: ResultFile, found: asyncio.Queue[Result | None]) -> int:
    """Write results as they come, several at a time when they come fast; None is the last."""
    count = 0
    more = True
    while more:
        batch = [await found.get()]
        while not found.empty():
            batch.append(found.get_nowait())
        new = [result for result in batch if result is not None]
        more = len(new) == len(batch)
        await asyncio.to_thread(results.append, new)
        count += len(new)
    return count
