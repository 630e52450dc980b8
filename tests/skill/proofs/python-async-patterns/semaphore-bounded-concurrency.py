import asyncio

import bad
import pattern
import proving


async def main() -> None:
    peak = proving.Peak()

    async def call(number: int) -> int:
        with peak:
            await proving.settle(3 if number % 2 else 6)
            return number * 10

    assert await pattern.bounded_gather(call, range(20), limit=4) == [n * 10 for n in range(20)]
    assert peak.most == 4, peak.most

    # Every task exists at once, which is the reason not to use it for long input.
    gate = asyncio.Event()

    async def wait(number: int) -> int:
        await gate.wait()
        return number

    running = asyncio.create_task(pattern.bounded_gather(wait, range(50), limit=2))
    await proving.settle()
    assert len(asyncio.all_tasks()) >= 50
    gate.set()
    await running

    # A semaphore for each call limits nothing.
    peak.most = 0
    await asyncio.gather(*(bad.fetch(call, number) for number in range(20)))
    assert peak.most == 20, peak.most


proving.run(main())
