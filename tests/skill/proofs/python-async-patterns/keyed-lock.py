import asyncio

import pattern
import proving


async def main() -> None:
    locks = pattern.KeyedLock()
    peaks = {key: proving.Peak() for key in ("a", 1)}
    every = proving.Peak()

    async def work(key: object) -> None:
        async with locks.hold(key):
            with peaks[key], every:
                await proving.settle(3)

    await asyncio.gather(*(work(key) for key in ("a", 1) * 5))
    # One at a time for each key, both keys side by side.
    assert [peak.most for peak in peaks.values()] == [1, 1]
    assert every.most == 2
    # Nothing is kept, also not after a cancelled waiter.
    assert not locks._locks and not locks._users

    async with locks.hold("a"):
        waiter = asyncio.create_task(work("a"))
        await proving.settle()
        waiter.cancel()
        await proving.raises(asyncio.CancelledError, waiter)
        assert list(locks._locks) == ["a"]
        second = asyncio.create_task(work("a"))
        await proving.settle()
        assert peaks["a"].now == 0
    await second
    assert not locks._locks and not locks._users


proving.run(main())
