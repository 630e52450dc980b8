# claim 7: the debouncer leaves coroutines that are never awaited.
import asyncio

import pattern
import proving


async def main() -> None:
    ran: list[int] = []
    first = asyncio.Event()

    async def function(value: int) -> None:
        await asyncio.sleep(0)
        ran.append(value)
        first.set()

    with proving.warned() as warnings, proving.unraisable() as errors:
        debounced = pattern.Debouncer(0.02, function)
        for value in range(10):
            debounced(value)
            await asyncio.sleep(0)
        assert ran == []
        await first.wait()
        assert ran == [9]

        # flush runs what is waiting, at once and only once.
        slow = pattern.Debouncer(3600, function)
        slow(10)
        slow(11)
        await slow.flush()
        assert ran == [9, 11]
        await slow.flush()
        assert ran == [9, 11]
    assert warnings == [] and errors == [], (warnings, errors)

    # What the claim did: every replaced coroutine is thrown away without being awaited.
    with proving.warned() as warnings:
        pending = function(1)
        pending = function(2)
        await pending
    assert any("never awaited" in message for message in warnings), warnings


proving.run(main())
