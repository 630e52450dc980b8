"""Everybody gets every message in order; who lags is dropped and holds nobody up; who leaves is forgotten."""

import asyncio

import pattern
from proving import raises, run


async def main() -> None:
    hub = pattern.Hub(size=3)
    with hub.subscribe() as quick, hub.subscribe() as slow:
        got: list[str] = []

        async def reader() -> None:
            while len(got) < 10:
                got.append(await quick.next())

        task = asyncio.create_task(reader())
        for number in range(10):
            hub.publish(str(number))
            await asyncio.sleep(0)
        await task
        assert got == [str(number) for number in range(10)]
        await raises(pattern.Lagging, slow.next())
        assert len(hub._queues) == 2
    assert not hub._queues
    hub.publish("to nobody")


run(main())
