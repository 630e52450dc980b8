"""Refreshes don't overlap, threads read meanwhile; a threading lock over an await stops the loop."""

import asyncio
import threading

import bad
import pattern
from proving import Peak, hangs, run


async def main() -> None:
    peak, gate = Peak(), asyncio.Event()
    version = 0

    async def load() -> dict[str, int]:
        nonlocal version
        with peak:
            await gate.wait()
            version += 1
            return {"tea": version}

    prices = pattern.Prices(load)
    refreshes = [asyncio.create_task(prices.refresh()) for _ in range(3)]
    await asyncio.sleep(0)
    assert await asyncio.to_thread(prices.get, "tea") is None, "readers don't wait for a refresh"
    gate.set()
    await asyncio.gather(*refreshes)
    assert peak.most == 1 and await asyncio.to_thread(prices.get, "tea") == 3

    lock = asyncio.Lock()

    async def twice() -> None:
        async with lock, lock:
            pass

    assert await hangs(twice()), "an asyncio lock is not reentrant"


run(main())


def freeze(ended: threading.Event) -> None:
    async def two_tasks() -> None:
        saved = asyncio.Event()
        first = asyncio.create_task(bad.update(saved))
        second = asyncio.create_task(bad.update(saved))
        await asyncio.sleep(0)
        saved.set()  # never reached: the second task stops the loop's thread
        await asyncio.gather(first, second)

    asyncio.run(two_tasks())
    ended.set()


class Lock:
    """A threading lock that gives up, so that the proof can end."""

    def __init__(self) -> None:
        self.lock, self.gave_up = threading.Lock(), False

    def __enter__(self) -> None:
        self.gave_up = not self.lock.acquire(timeout=0.3) or self.gave_up

    def __exit__(self, *exc: object) -> None:
        if self.lock.locked():
            self.lock.release()


bad.lock = Lock()
ended = threading.Event()
thread = threading.Thread(target=freeze, args=(ended,))
thread.start()
thread.join(5)
assert ended.is_set() and bad.lock.gave_up, "without the time limit it would stand still"
