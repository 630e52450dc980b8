import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from package_name.pipeline import Pipeline
from package_name.settings import Settings
from package_name.stages import Item

SETTINGS = Settings.from_environment(
    {"APP_WORKERS": "3", "APP_QUEUE": "5", "APP_BATCH": "4", "APP_SHUTDOWN_TIMEOUT": "5"}
)


class Ends:
    """A source that counts what it gave, and a sink that keeps what it got."""

    def __init__(self) -> None:
        self.given = 0
        self.got: list[int] = []
        self.batches: list[int] = []
        self.most_between = 0
        self.closed = False

    async def source(self, items: int) -> AsyncGenerator[Item]:
        try:
            for number in range(items):
                self.given += 1
                self.most_between = max(self.most_between, self.given - len(self.got))
                yield Item(number, "")
            if items == 0:
                await asyncio.Event().wait()
        finally:
            self.closed = True

    async def sink(self, items: Sequence[Item]) -> None:
        await asyncio.sleep(0)
        self.got += [item.number for item in items]
        self.batches.append(len(items))


async def same(item: Item) -> Item:
    await asyncio.sleep(0)
    return item


async def test_everything_that_goes_in_comes_out() -> None:
    ends = Ends()
    pipeline = Pipeline(same, ends.sink, SETTINGS)
    async with asyncio.timeout(10):
        await pipeline.run(ends.source(1000), asyncio.Event())
    assert sorted(ends.got) == list(range(1000))
    assert (pipeline.counts.read, pipeline.counts.written) == (1000, 1000)


async def test_one_worker_keeps_the_order() -> None:
    ends = Ends()
    pipeline = Pipeline(same, ends.sink, replace(SETTINGS, workers=1))
    async with asyncio.timeout(10):
        await pipeline.run(ends.source(100), asyncio.Event())
    assert ends.got == list(range(100))


async def test_a_slow_sink_holds_up_the_source() -> None:
    ends = Ends()
    slow = asyncio.Event()
    full = asyncio.Event()

    async def sink(items: Sequence[Item]) -> None:
        await slow.wait()
        await ends.sink(items)

    async def open_when_full() -> None:
        # Nothing moves any more when the number of items read stays the same.
        before = -1
        while before != ends.given:
            before = ends.given
            for _ in range(50):
                await asyncio.sleep(0)
        full.set()
        slow.set()

    pipeline = Pipeline(same, sink, SETTINGS)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(open_when_full())
        await pipeline.run(ends.source(1000), asyncio.Event())
    # Two queues, one item in each worker's hands, one batch in the sink's, one in the source's.
    assert full.is_set()
    assert ends.most_between <= 2 * 5 + 3 + 4 + 1
    assert max(ends.batches) == 4
    assert len(ends.got) == 1000


async def test_a_stop_lets_everything_under_way_arrive() -> None:
    ends = Ends()
    stop = asyncio.Event()

    async def stop_at_ten(item: Item) -> Item:
        if item.number == 10:
            stop.set()
        return await same(item)

    pipeline = Pipeline(stop_at_ten, ends.sink, SETTINGS)
    async with asyncio.timeout(10):
        await pipeline.run(ends.source(1000), stop)
    assert 10 < pipeline.counts.read < 1000
    assert sorted(ends.got) == list(range(pipeline.counts.read))
    assert pipeline.counts.under_way == 0


async def test_a_stop_ends_a_source_that_waits() -> None:
    ends = Ends()
    stop = asyncio.Event()
    asyncio.get_running_loop().call_soon(stop.set)
    async with asyncio.timeout(10):
        await Pipeline(same, ends.sink, SETTINGS).run(ends.source(0), stop)
    assert ends.closed


async def test_after_the_deadline_what_is_under_way_is_lost_and_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = asyncio.Event()

    async def hang(_items: Sequence[Item]) -> None:
        stop.set()
        await asyncio.Event().wait()

    settings = replace(SETTINGS, shutdown_timeout=0.01)
    async with asyncio.timeout(10):
        await Pipeline(same, hang, settings).run(Ends().source(1000), stop)
    assert "items are lost" in caplog.text


async def test_a_bad_item_is_counted_and_the_others_arrive() -> None:
    ends = Ends()

    async def some_fail(item: Item) -> Item:
        if item.number % 10 == 0:
            raise ValueError
        return item

    pipeline = Pipeline(some_fail, ends.sink, SETTINGS)
    async with asyncio.timeout(10):
        await pipeline.run(ends.source(100), asyncio.Event())
    assert (pipeline.counts.failed, len(ends.got)) == (10, 90)


async def test_a_sink_that_fails_ends_a_source_that_waits() -> None:
    ends = Ends()

    async def one_and_no_more() -> AsyncGenerator[Item]:
        yield Item(0, "")
        async with aclosing(ends.source(0)) as rest:
            async for item in rest:
                yield item

    async def broken(_items: Sequence[Item]) -> None:
        raise RuntimeError

    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.timeout(10):
            await Pipeline(same, broken, SETTINGS).run(one_and_no_more(), asyncio.Event())
    assert len(caught.value.exceptions) == 1
    assert ends.closed


async def test_a_sink_that_fails_ends_it() -> None:
    async def broken(_items: Sequence[Item]) -> None:
        raise RuntimeError

    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.timeout(10):
            await Pipeline(same, broken, SETTINGS).run(Ends().source(1000), asyncio.Event())
    assert caught.group_contains(RuntimeError)
