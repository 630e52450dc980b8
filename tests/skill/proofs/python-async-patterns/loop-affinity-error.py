# One value for each loop, closed loops forgotten; a shared lock fails in the second loop.
import asyncio

import bad
from pattern import LoopLocal

locks: LoopLocal[asyncio.Lock] = LoopLocal(asyncio.Lock)


async def use() -> asyncio.Lock:
    async with locks.get():
        await asyncio.sleep(0)
    return locks.get()


async def main() -> asyncio.Lock:
    first, second = await asyncio.gather(use(), use())
    assert first is second
    return first


seen = [asyncio.run(main()) for _ in range(3)]
assert len({id(lock) for lock in seen}) == 3
assert len(locks._values) == 1

asyncio.run(bad.main())
try:
    asyncio.run(bad.main())
except RuntimeError as error:
    assert "bound to a different event loop" in str(error), error
else:
    raise AssertionError("the shared lock worked in a second loop")
