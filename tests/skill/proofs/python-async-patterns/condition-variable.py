import asyncio

import bad
import pattern
import proving


async def main() -> None:
    pool = pattern.Pool([1, 2, 3])
    assert len(await pool.take(2)) == 2
    both = asyncio.create_task(pool.take(2))
    single = asyncio.create_task(pool.take(1))
    # The predicate of one waiter holds, that of the other does not.
    assert await single == [1]
    assert not both.done()
    await pool.give([1])
    await proving.settle()
    assert not both.done()
    await pool.give([2])
    assert sorted(await both) == [1, 2]

    # A cancelled waiter takes nothing and leaves the lock free.
    waiter = asyncio.create_task(pool.take())
    await proving.settle()
    waiter.cancel()
    await proving.raises(asyncio.CancelledError, waiter)
    await pool.give([3])
    assert await pool.take() == [3]

    # Without a predicate a woken waiter finds the shelf empty.
    changed = asyncio.Condition()
    naive = bad.Pool(changed)
    takers = [asyncio.create_task(naive.take()) for _ in range(2)]
    await proving.settle()
    async with changed:
        naive.free.append(1)
        changed.notify_all()
    outcomes = await asyncio.gather(*takers, return_exceptions=True)
    assert outcomes[0] == 1 and isinstance(outcomes[1], IndexError), outcomes

    # notify needs the lock.
    try:
        changed.notify()
    except RuntimeError as error:
        assert "un-acquired lock" in str(error)
    else:
        raise AssertionError("notify without the lock was accepted")


proving.run(main())
