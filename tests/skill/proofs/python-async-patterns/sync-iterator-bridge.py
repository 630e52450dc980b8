"""Batches in order, read in threads, only as they are asked for; errors come through."""

import threading
from collections.abc import Iterator
from contextlib import aclosing

import pattern
from proving import raises, run


async def main() -> None:
    read: list[int] = []
    threads: set[int] = set()

    def source(count: int) -> Iterator[int]:
        for number in range(count):
            read.append(number)
            threads.add(threading.get_ident())
            yield number
            if number == 20:
                raise OSError("cable cut")

    batches = [batch async for batch in pattern.in_batches(source(10), 4)]
    assert batches == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert threading.get_ident() not in threads
    assert [batch async for batch in pattern.in_batches([])] == []

    read.clear()
    async with aclosing(pattern.in_batches(source(10), 4)) as stream:
        async for _ in stream:
            break
    assert read == [0, 1, 2, 3], "not read ahead"

    got: list[int] = []

    async def drain() -> None:
        async for batch in pattern.in_batches(source(30), 10):
            got.extend(batch)

    await raises(OSError, drain())
    assert got == list(range(20))


run(main())
