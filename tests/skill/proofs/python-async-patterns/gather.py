import asyncio

import bad
import pattern
import proving


async def main() -> None:
    # Order of the arguments, whichever ends first.
    slow_may_end = asyncio.Event()

    async def slow() -> str:
        await slow_may_end.wait()
        return "user"

    async def fast() -> int:
        slow_may_end.set()
        return 3

    assert await pattern.both(slow(), fast()) == ("user", 3)

    # With return_exceptions every outcome is there, errors as values, CancelledError among them.
    async def fail() -> str:
        raise ValueError("no")

    async def cancelled() -> str:
        raise asyncio.CancelledError

    async def good() -> str:
        return "good"

    results, errors = await pattern.split([fail(), good(), cancelled()])
    assert results == ["good"]
    assert [type(error) for error in errors] == [ValueError, asyncio.CancelledError]

    # The pitfall: without it the siblings keep running after the first error.
    release, finished = asyncio.Event(), asyncio.Event()

    async def sibling() -> int:
        await release.wait()
        finished.set()
        return 1

    await proving.raises(ValueError, pattern.both(fail(), sibling()))
    assert not finished.is_set()
    release.set()
    await proving.settle()
    assert finished.is_set()

    # The bad block fails in silence.
    assert await bad.save_all([fail(), fail()]) is None


proving.run(main())
