# Full batches at once, small ones after the wait of the first item, the rest at the end, nothing lost.
import asyncio

from fake_clock import now, run
from pattern import batches
from proving import raises


async def main() -> None:
    queue: asyncio.Queue[int | None] = asyncio.Queue(maxsize=50)
    got: list[tuple[float, list[int]]] = []

    async def write() -> None:
        async for batch in batches(queue, size=3, wait=1):
            got.append((now(), batch))

    writer = asyncio.create_task(write())
    for number in range(7):
        await queue.put(number)
    await asyncio.sleep(0.5)
    assert got == [(0, [0, 1, 2]), (0, [3, 4, 5])]
    await asyncio.sleep(4.5)
    assert got[2:] == [(1, [6])]
    await queue.put(7)  # at second 5
    await asyncio.sleep(0.9)
    await queue.put(8)  # the wait counts from the first of a batch
    await asyncio.sleep(2)
    assert got[3:] == [(6, [7, 8])]
    await queue.put(9)
    await queue.put(None)
    await writer
    assert got[4:] == [(7.9, [9])]

    writer = asyncio.create_task(write())
    await asyncio.sleep(1)
    writer.cancel()
    await raises(asyncio.CancelledError, writer)


run(main())
