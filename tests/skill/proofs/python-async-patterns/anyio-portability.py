"""The same code keeps what came in time and drops the rest, on asyncio and on trio; errors come as a group."""

import anyio
import pattern
import sniffio

seen: list[str] = []


async def main() -> None:
    seen.append(sniffio.current_async_library())
    cancelled = anyio.Event()

    async def quick() -> str:
        return "quick"

    async def late() -> str:
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.set()
        return "late"

    assert await pattern.within(0.05, [late, quick]) == [None, "quick"]
    assert cancelled.is_set()
    assert await pattern.within(5, [quick, quick]) == ["quick"] * 2

    async def fails() -> str:
        raise LookupError("no")

    try:
        await pattern.within(5, [quick, fails, late])
    except BaseException as group:
        assert [type(e) for e in group.exceptions] == [LookupError]
    else:
        raise AssertionError("the error was lost")


for backend in ("asyncio", "trio"):
    anyio.run(main, backend=backend)
assert seen == ["asyncio", "trio"]
