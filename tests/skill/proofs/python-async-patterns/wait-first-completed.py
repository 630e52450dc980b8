import asyncio
import sys

import pattern
import proving


async def main() -> None:
    queue: asyncio.Queue[int] = asyncio.Queue()
    stop = asyncio.Event()

    queue.put_nowait(1)
    assert await pattern.next_or_stop(queue, stop) == 1

    waiting = asyncio.create_task(pattern.next_or_stop(queue, stop))
    await proving.settle()
    assert not waiting.done()
    queue.put_nowait(2)
    assert await waiting == 2

    waiting = asyncio.create_task(pattern.next_or_stop(queue, stop))
    await proving.settle()
    stop.set()
    assert await waiting is None

    # What is queued is handed out even when stop is set: nothing is lost.
    queue.put_nowait(3)
    assert await pattern.next_or_stop(queue, stop) == 3
    assert await pattern.next_or_stop(queue, stop) is None
    # Nothing is left behind, and later items stay in the queue.
    queue.put_nowait(4)
    await proving.settle()
    assert queue.qsize() == 1

    # wait() neither raises nor cancels.
    async def fail() -> None:
        raise ValueError("no")

    failing, other = asyncio.create_task(fail()), asyncio.create_task(asyncio.Event().wait())
    done, pending = await asyncio.wait({failing, other}, return_when=asyncio.FIRST_COMPLETED)
    assert done == {failing} and pending == {other} and not other.cancelled()
    await proving.raises(ValueError, failing)
    other.cancel()
    await proving.raises(asyncio.CancelledError, other)

    if sys.version_info >= (3, 11):
        coroutine = asyncio.sleep(0)
        await proving.raises(TypeError, asyncio.wait({coroutine}))
        coroutine.close()


proving.run(main())
