import asyncio

import bad
import pattern
import proving


class Store:
    def __init__(self, stock: int) -> None:
        self.stock = stock

    async def load(self) -> int:
        await asyncio.sleep(0)
        return self.stock

    async def save(self, stock: int) -> None:
        await asyncio.sleep(0)
        self.stock = stock


async def main() -> None:
    store = Store(5)
    told: list[int] = []
    nested: list[bool] = []

    # The callback uses the object again: that works because the lock is free by then.
    async def notify(left: int) -> None:
        told.append(left)
        if left == 3:
            nested.append(await stock.reserve(1))

    stock = pattern.Stock(store.load, store.save, notify)
    outcomes = await asyncio.gather(*(stock.reserve(1) for _ in range(10)))
    assert store.stock == 0
    assert sum(outcomes) == 5 and len(nested) == 1
    assert sorted(told) == [0, 1, 2, 3, 4]

    # Without the lock updates are lost.
    async def unguarded() -> None:
        await store.save(await store.load() - 1)

    store.stock = 5
    await asyncio.gather(*(unguarded() for _ in range(5)))
    assert store.stock == 4

    # It is not re-entrant.
    lock = asyncio.Lock()

    async def twice() -> None:
        async with lock, lock:
            pass

    assert await proving.hangs(twice())

    # The threading lock is held while other tasks run: the next one that takes it stops the loop.
    gate = asyncio.Event()

    async def slow_load() -> int:
        await gate.wait()
        return 5

    first = asyncio.create_task(bad.reserve(slow_load, store.save, 1))
    await proving.settle()
    assert bad.lock.acquire(blocking=False) is False
    gate.set()
    await first
    assert bad.lock.acquire(blocking=False) is True


proving.run(main())
