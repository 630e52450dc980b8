# Our limit gives None and cancels the work; the work's own TimeoutError passes; no await, no limit.
import asyncio
import sys
import time
from collections.abc import Iterator

from fake_clock import now, run
from pattern import within
from proving import raises

ended: list[str] = []


async def slow() -> str:
    try:
        await asyncio.sleep(60)
    finally:
        ended.append("cancelled")
    return "late"


async def fails() -> str:
    raise TimeoutError("the peer said so")


async def quick() -> str:
    await asyncio.sleep(1)
    return "quick"


async def main() -> None:
    assert await within(5, slow()) is None
    assert now() == 5 and ended == ["cancelled"]
    assert await within(5, quick()) == "quick"
    if sys.version_info >= (3, 11):
        error = await raises(TimeoutError, within(5, fails()))
        assert str(error) == "the peer said so"


run(main())


def numbers() -> Iterator[int]:
    for number in range(3):
        time.sleep(0.01)
        yield number


if sys.version_info >= (3, 11):
    import bad

    assert asyncio.run(bad.total(numbers())) == 3  # three times the limit, and nothing fired
