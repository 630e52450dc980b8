import asyncio
from collections.abc import Iterator
from contextlib import aclosing

import pattern
import proving


async def main() -> None:
    peak = proving.Peak()
    before = asyncio.all_tasks()
    read: list[int] = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            read.append(number)
            yield number
            number += 1

    async def work(number: int) -> int:
        with peak:
            await proving.settle(number % 3)
            return number * 10

    # An endless input: order kept, at most N tasks, read only as far as needed.
    taken: list[int] = []
    async with aclosing(pattern.bounded_map(work, endless(), limit=5)) as stream:
        async for result in stream:
            taken.append(result)
            if len(taken) == 40:
                break
    assert taken == [n * 10 for n in range(40)]
    assert peak.most <= 5, peak.most
    assert len(read) <= 45, len(read)
    # Leaving early has cancelled what was still running.
    assert peak.now == 0
    assert asyncio.all_tasks() == before

    assert [r async for r in pattern.bounded_map(work, range(3), limit=10)] == [0, 10, 20]
    assert [r async for r in pattern.bounded_map(work, [], limit=1)] == []

    # Exactly N tasks are begun while none ends.
    begun: list[int] = []

    async def wait(number: int) -> int:
        begun.append(number)
        await asyncio.Event().wait()
        return number

    async def first() -> None:
        async with aclosing(pattern.bounded_map(wait, endless(), limit=5)) as stream:
            await stream.__anext__()

    assert await proving.hangs(first())
    assert begun == [0, 1, 2, 3, 4], begun

    # A failure ends the stream, the rest is cancelled, nothing is left.
    async def fail_at_two(number: int) -> int:
        if number == 2:
            raise ValueError(number)
        if number > 2:
            await asyncio.Event().wait()
        return number

    seen: list[int] = []
    try:
        async for result in pattern.bounded_map(fail_at_two, range(9), limit=4):
            seen.append(result)
    except ValueError:
        pass
    assert seen == [0, 1]
    assert asyncio.all_tasks() == before


proving.run(main())
