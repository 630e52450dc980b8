"""A cancelled caller stops the thread at the next item; otherwise everything is done."""

import asyncio
import threading
from collections.abc import Iterator

import pattern
from proving import raises, run


async def main() -> None:
    seen: list[int] = []
    assert await pattern.for_each(seen.append, range(5)) == 5 and seen == [0, 1, 2, 3, 4]

    await raises(ValueError, pattern.for_each(int, ["1", "x"]))

    started, go, closed = threading.Event(), threading.Event(), threading.Event()
    done: list[int] = []

    def endless() -> Iterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.set()

    def work(number: int) -> None:
        started.set()
        assert go.wait(5)
        done.append(number)

    items = endless()
    task = asyncio.create_task(pattern.for_each(work, items))
    while not started.is_set():
        await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    go.set()
    await asyncio.get_running_loop().shutdown_default_executor()  # would hang if the thread went on
    assert done == [0], done
    items.close()


run(main())
