import asyncio

import pattern
import proving


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeping: list[tuple[float, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self.sleeping.append((self.now + seconds, event))
        await event.wait()

    async def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := sorted((item for item in self.sleeping if item[0] <= end + 1e-9), key=lambda item: item[0]):
            self.now = max(self.now, due[0][0])
            self.sleeping.remove(due[0])
            due[0][1].set()
            await proving.settle()
        self.now = end


async def main() -> None:
    clock = Clock()
    bucket = pattern.TokenBucket(10, burst=3, clock=lambda: clock.now, sleep=clock.sleep)
    started: list[tuple[int, float]] = []

    async def call(number: int) -> None:
        await bucket.take()
        started.append((number, round(clock.now - 1000, 6)))

    calls = [asyncio.create_task(call(number)) for number in range(8)]
    await proving.settle()
    # A burst of three at once, then one each tenth of a second, in the order in which they came.
    assert started == [(0, 0.0), (1, 0.0), (2, 0.0)]
    await clock.advance(0.35)
    assert started[3:] == [(3, 0.1), (4, 0.2), (5, 0.3)], started

    # A cancelled waiter gives its token back.
    calls[6].cancel()
    calls[7].cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    clock.sleeping.clear()
    await clock.advance(0.06)
    later = asyncio.create_task(call(9))
    await proving.settle()
    assert started[-1] == (9, 0.41), started
    await later

    # Idle time refills no more than the burst.
    await clock.advance(100)
    began = len(started)
    calls = [asyncio.create_task(call(number)) for number in range(5)]
    await proving.settle()
    assert len(started) - began == 3
    await clock.advance(0.2)
    await asyncio.gather(*calls)

    # A semaphore is no rate: with fast calls far more than its size begin in no time.
    slots, begun = asyncio.Semaphore(3), 0

    async def quick() -> None:
        nonlocal begun
        async with slots:
            begun += 1
            await asyncio.sleep(0)

    await asyncio.gather(*(quick() for _ in range(100)))
    assert begun == 100


proving.run(main())
