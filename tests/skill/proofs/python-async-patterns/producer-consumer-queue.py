import asyncio

import pattern
import proving


async def main() -> None:
    done: list[int] = []
    peak = proving.Peak()
    produced = 0

    async def source(count: int):
        nonlocal produced
        produced = 0
        for number in range(count):
            yield number
            produced += 1

    async def handle(number: int) -> None:
        with peak:
            await proving.settle(number % 3)
            done.append(number)

    # Every item is handled once before it returns, by at most three at a time.
    await pattern.run(source(50), handle, consumers=3)
    assert sorted(done) == list(range(50))
    assert peak.most == 3
    await pattern.run(source(0), handle)

    # The queue is bounded: with stuck consumers the producer stops.
    async def stuck(number: int) -> None:
        await asyncio.Event().wait()

    running = asyncio.create_task(pattern.run(source(1000), stuck, consumers=3))
    await proving.settle(200)
    assert produced <= 10, produced
    running.cancel()
    await proving.raises(asyncio.CancelledError, running)

    # A consumer or a producer that dies ends it, nothing hangs and nothing is left (proving.run checks that).
    async def fail(number: int) -> None:
        raise ValueError(number)

    async def broken():
        yield 1
        raise KeyError("source")

    await proving.raises(ValueError, pattern.run(source(1000), fail))
    await proving.raises(KeyError, pattern.run(broken(), handle))


proving.run(main())
