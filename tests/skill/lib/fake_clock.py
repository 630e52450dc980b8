"""A loop for proofs about time: when nothing is ready, its clock jumps to the next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jump(selectors.DefaultSelector):
    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout else timeout)
        if not ready and timeout:
            self.now += timeout
        return ready


class FakeClockLoop(asyncio.SelectorEventLoop):
    """Starts at second 1000."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def now() -> float:
    """Seconds since the start of the loop, without the noise of floating point."""
    return round(asyncio.get_running_loop().time() - 1000, 6)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Like asyncio.run, in no time; fails when a task is left behind."""

    async def checked() -> T:
        result = await main
        for _ in range(20):
            await asyncio.sleep(0)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks left behind: {left}"
        return result

    loop = FakeClockLoop()
    try:
        return loop.run_until_complete(checked())
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
