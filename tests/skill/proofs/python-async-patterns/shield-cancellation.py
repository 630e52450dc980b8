# claim 6: a "shield" starts the work twice when it is cancelled, and swallows the CancelledError.
import asyncio

import bad
import pattern
import proving


async def attempt(finish) -> tuple[int, int, bool]:
    """Cancel the caller in the middle: how often the step was begun, how often it ended, and who was told."""
    begun = ended = 0
    gate = asyncio.Event()

    async def step() -> str:
        nonlocal begun, ended
        begun += 1
        await gate.wait()
        ended += 1
        return "done"

    caller = asyncio.create_task(finish(step))
    await proving.settle()
    caller.cancel()
    await proving.settle()
    assert not caller.done(), "it must wait for the step"
    gate.set()
    await asyncio.wait({caller})
    return begun, ended, caller.cancelled()


async def main() -> None:
    async def step() -> str:
        return "done"

    assert await pattern.finish(step) == "done"
    assert await attempt(pattern.finish) == (1, 1, True)
    assert await attempt(bad.finish) == (2, 2, False)

    # Errors of the step reach the caller as they are.
    async def fail() -> str:
        raise ValueError("no")

    await proving.raises(ValueError, pattern.finish(fail))


proving.run(main())
