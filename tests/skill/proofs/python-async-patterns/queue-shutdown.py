import asyncio

import pattern
import proving


async def main() -> None:
    done: list[int] = []
    peak = proving.Peak()

    async def handle(number: int) -> None:
        with peak:
            await proving.settle(2)
            done.append(number)

    await pattern.drain(range(30), handle, consumers=3)
    assert sorted(done) == list(range(30)) and peak.most == 3
    await pattern.drain([], handle)

    async def fail(number: int) -> None:
        raise ValueError(number)

    await proving.raises(ExceptionGroup, pattern.drain(range(1000), fail))

    # immediate=True drops what is queued, and wakes producers that wait with an error.
    queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
    queue.put_nowait(1)
    waiting = asyncio.create_task(queue.put(2))
    await proving.settle()
    queue.shutdown(immediate=True)
    await proving.raises(asyncio.QueueShutDown, waiting)
    await proving.raises(asyncio.QueueShutDown, queue.put(3))
    await proving.raises(asyncio.QueueShutDown, queue.get())
    assert queue.empty()


proving.run(main())
