import asyncio
import sys
from contextlib import aclosing

import pattern
import proving


async def main() -> None:
    before = asyncio.all_tasks()
    gates = {key: asyncio.Event() for key in "abc"}
    following = {"c": "a", "a": "b", "b": "c"}

    async def fetch(key: str) -> str:
        await gates[key].wait()
        gates[following[key]].set()
        return key.upper()

    # c ends first, then a, then b; each result comes with its input.
    gates["c"].set()
    expected = [("c", "C"), ("a", "A"), ("b", "B")]
    assert [pair async for pair in pattern.as_they_come(fetch, "abc")] == expected

    # Leaving early cancels the rest.
    for gate in gates.values():
        gate.clear()
    gates["c"].set()
    following["c"] = "c"
    async with aclosing(pattern.as_they_come(fetch, "abc")) as stream:
        async for pair in stream:
            assert pair == ("c", "C")
            break
    assert asyncio.all_tasks() == before

    # An error surfaces at its own await and ends the loop.
    async def fail(key: str) -> str:
        if key == "b":
            raise ValueError(key)
        await asyncio.Event().wait()
        return key

    async def consume() -> None:
        async for _ in pattern.as_they_come(fail, "abc"):
            raise AssertionError("nothing else ends")

    await proving.raises(ValueError, consume())

    # Before 3.13, and still with a plain for, what you get is not your task.
    mine = asyncio.create_task(asyncio.sleep(0, 1))
    for earliest in asyncio.as_completed([mine]):
        assert earliest is not mine
        await earliest

    if sys.version_info >= (3, 13):
        import pattern_2

        for gate in gates.values():
            gate.clear()
        gates["c"].set()
        following["c"] = "a"
        seen: list[tuple[str, str]] = []
        await pattern_2.show(fetch, "abc", lambda key, value: seen.append((key, value)))
        assert seen == expected


proving.run(main())
