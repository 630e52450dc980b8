# The next source is asked after an error or a limit; cancellation is never taken for a failure.
import asyncio

import bad
import pattern
from fake_clock import now, run
from pattern import first_answer
from proving import logged, raises

asked: list[str] = []


async def slow() -> str:
    asked.append("slow")
    await asyncio.sleep(60)
    return "late"


async def fails() -> str:
    asked.append("fails")
    raise ConnectionError("down")


async def cached() -> str:
    asked.append("cached")
    return "stale"


async def main() -> None:
    answer = await first_answer({"live": slow, "replica": fails, "cache": cached}, limit=2)
    assert answer == ("cache", "stale") and now() == 2
    assert asked == ["slow", "fails", "cached"]

    error = await raises(ExceptionGroup, first_answer({"live": slow, "replica": fails}, limit=2))
    assert isinstance(error, ExceptionGroup)
    assert [type(e) for e in error.exceptions] == [TimeoutError, ConnectionError]

    asked.clear()
    task = asyncio.create_task(first_answer({"live": slow, "cache": cached}, limit=2))
    await asyncio.sleep(0)
    task.cancel()
    await raises(asyncio.CancelledError, task)
    assert asked == ["slow"]

    async def live() -> float:
        await asyncio.sleep(60)
        return 1.0

    swallowed = asyncio.create_task(bad.price(live, 0.5))
    await asyncio.sleep(0)
    swallowed.cancel()
    assert await swallowed == 0.5  # works on after the stop


with logged(pattern.__name__) as messages:
    run(main())
assert messages[:2] == ["source live failed: TimeoutError()", "source replica failed: ConnectionError('down')"]
