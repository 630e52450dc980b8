"""The waiter wakes at once, with the value; a late call after a cancellation is harmless; a plain call is refused."""

import asyncio
import os
import threading
from collections.abc import Callable

import bad
import pattern
from proving import raises, run, settle, thread_errors, until


async def main() -> None:
    def start(report: Callable[[int], None]) -> None:
        def work() -> None:
            assert waiting.wait(5)
            report(42)

        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, waiting.set)  # runs when the caller awaits
        threading.Thread(target=work).start()

    waiting = threading.Event()
    assert await asyncio.wait_for(pattern.as_awaitable(start), 5) == 42

    reports: list[Callable[[int], None]] = []
    task = asyncio.create_task(pattern.as_awaitable(reports.append))
    while not reports:
        await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    await asyncio.to_thread(reports[0], 1)
    await settle()

    with thread_errors() as errors:
        task = asyncio.create_task(bad.wait_for_thread())
        await until(lambda: errors)
        assert "Non-thread-safe operation" in errors[0], errors
        await settle()
        task.cancel()
        await settle()
        assert not task.done(), "its wake-up is lost: it waits for ever, even when it is cancelled"
    os._exit(0)  # the loop could not be closed in an orderly way any more


run(main())
