"""What proofs share: a time limit, what asyncio only logs, and loopback helpers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T], limit: float = 20.0) -> T:
    """Run ``main`` with a time limit, and fail when it leaves a task behind."""

    async def bounded() -> T:
        result = await asyncio.wait_for(main, limit)
        await settle()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks left behind: {left}"
        return result

    return asyncio.run(bounded())


async def settle(turns: int = 20) -> None:
    """Give every ready callback a turn: what could happen without input from outside has happened afterwards."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def until(condition: Callable[[], object], limit: float = 10.0) -> None:
    """Wait for something that only happens outside the loop (a thread, a peer)."""

    async def poll() -> None:
        while not condition():
            await asyncio.sleep(0.001)

    await asyncio.wait_for(poll(), limit)


async def raises(
    kind: type[BaseException] | tuple[type[BaseException], ...], awaitable: Awaitable[object]
) -> BaseException:
    """Await something that must fail with ``kind``, and give the exception."""
    try:
        await awaitable
    except kind as error:
        return error
    raise AssertionError(f"nothing was raised, {kind} was expected")


async def hangs(awaitable: Awaitable[object], turns: int = 200) -> bool:
    """Whether the awaitable is still waiting after every ready callback had its turns; it is cancelled then."""
    task = asyncio.ensure_future(awaitable)
    for _ in range(turns):
        if task.done():
            await task
            return False
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return True


class Peak:
    """Counts how many are inside at once, and the most there ever were."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0

    def __enter__(self) -> Peak:
        self.now += 1
        self.most = max(self.most, self.now)
        return self

    def __exit__(self, *exc: object) -> None:
        self.now -= 1


@contextlib.contextmanager
def unraisable() -> Iterator[list[str]]:
    """Collect what Python can only print: errors in ``__del__``, coroutines that were never awaited."""
    seen: list[str] = []
    before = sys.unraisablehook
    sys.unraisablehook = lambda args: seen.append(f"{type(args.exc_value).__name__}: {args.exc_value}")
    try:
        yield seen
        gc.collect()
    finally:
        sys.unraisablehook = before


@contextlib.contextmanager
def thread_errors() -> Iterator[list[str]]:
    """Collect the exceptions that end threads."""
    seen: list[str] = []
    before = threading.excepthook
    threading.excepthook = lambda args: seen.append(f"{args.exc_type.__name__}: {args.exc_value}")
    try:
        yield seen
    finally:
        threading.excepthook = before


@contextlib.contextmanager
def logged(name: str = "asyncio") -> Iterator[list[str]]:
    """Collect the messages of a logger instead of printing them."""
    seen: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    logger, handler = logging.getLogger(name), Collect()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield seen
        gc.collect()
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


@contextlib.contextmanager
def warned() -> Iterator[list[str]]:
    """Collect warnings instead of raising them."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        seen: list[str] = []
        yield seen
        gc.collect()
        seen.extend(str(item.message) for item in caught)
