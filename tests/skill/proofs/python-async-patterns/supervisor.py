# Restarted with growing pauses; given up after too many failures in a time; old failures expire.
import asyncio

import pattern
from fake_clock import now, run
from pattern import supervise
from proving import logged, raises

starts: list[float] = []


async def main() -> None:
    async def fails() -> None:
        starts.append(now())
        raise ConnectionError

    await raises(ConnectionError, supervise(fails, restarts=3))
    assert starts == [0, 0.5, 1.5, 3.5], starts

    count = 0

    async def fails_now_and_then() -> None:
        nonlocal count
        count += 1
        if count == 20:
            return
        await asyncio.sleep(61)
        raise ConnectionError

    await supervise(fails_now_and_then, restarts=1)
    assert count == 20

    async def waits() -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(supervise(waits))
    await asyncio.sleep(1)
    task.cancel()
    await raises(asyncio.CancelledError, task)


with logged(pattern.__name__) as messages:
    run(main())
assert len(messages) == 4 + 19
