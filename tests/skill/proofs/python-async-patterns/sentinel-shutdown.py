# claim 1: a producer with one sentinel for three consumers never returns.
import asyncio

import bad
import pattern
import proving


async def main() -> None:
    done: list[int] = []
    peak = proving.Peak()

    async def handle(number: int) -> None:
        with peak:
            await proving.settle(2)
            done.append(number)

    # With one marker each, all three consumers return and no item is lost.
    await pattern.drain(range(30), handle, consumers=3)
    assert sorted(done) == list(range(30))
    assert peak.most == 3
    await pattern.drain([], handle, consumers=3)

    # With one marker in all, two of three wait for ever.
    done.clear()
    assert await proving.hangs(bad.drain(range(30), handle))
    assert sorted(done) == list(range(30))

    # A failing consumer does not leave the rest waiting.
    async def fail(number: int) -> None:
        raise ValueError(number)

    await proving.raises(ValueError, pattern.drain(range(30), fail))


proving.run(main())
