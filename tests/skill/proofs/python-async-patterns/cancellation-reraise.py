# The task ends as cancelled after tidying up; the stopper tells its own cancellation from the task's.
import asyncio

import bad
from pattern import drain, stop_task
from proving import raises, run, settle


async def main() -> None:
    queue: asyncio.Queue[str] = asyncio.Queue()
    unsaved: list[str] = []
    queue.put_nowait("a")
    task = asyncio.create_task(drain(queue, unsaved))
    await settle()
    await stop_task(task)
    assert task.cancelled() and unsaved == ["a", "end"]

    # A worker that swallows: the limit around it fires and is lost.
    swallower = asyncio.create_task(bad.drain(queue, unsaved))
    await settle()
    swallower.cancel()
    await swallower
    assert not swallower.cancelled()

    async def fails_while_stopping() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise ValueError("while stopping")

    task = asyncio.create_task(fails_while_stopping())
    await settle()
    await raises(ValueError, stop_task(task))

    async def slow_to_stop() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await release.wait()

    release = asyncio.Event()
    task = asyncio.create_task(slow_to_stop())
    await settle()
    stopper = asyncio.create_task(stop_task(task))
    await settle()
    assert not stopper.done()
    stopper.cancel()
    await raises(asyncio.CancelledError, stopper)  # our own cancellation is not hidden
    release.set()
    await asyncio.wait({task})
    assert task.cancelled()


run(main())
