# claim 5: the same key twice in a window gets its answer, with one load and no deadlock
import asyncio

from fake_clock import run
from pattern import Batcher
from proving import raises


async def main() -> None:
    loads: list[list[int]] = []

    async def load(keys: list[int]) -> dict[int, str]:
        loads.append(keys)
        await asyncio.sleep(1)
        if 13 in keys:
            raise ConnectionError
        return {key: f"row {key}" for key in keys if key != 404}

    batcher: Batcher[int, str] = Batcher(load)
    rows = await asyncio.wait_for(asyncio.gather(*map(batcher.get, (1, 2, 1, 3, 1))), 10)
    assert rows == ["row 1", "row 2", "row 1", "row 3", "row 1"]
    assert loads == [[1, 2, 3]]

    assert await batcher.get(1) == "row 1" and loads[1:] == [[1]]  # the next window

    first = asyncio.create_task(batcher.get(8))
    await asyncio.sleep(0.001)  # still in the window of 2 ms
    assert await batcher.get(9) == "row 9" and await first == "row 8"
    assert loads.pop() == [8, 9]

    # A second window can load while the first still does.
    first = asyncio.create_task(batcher.get(5))
    await asyncio.sleep(0.5)
    assert await batcher.get(6) == "row 6" and await first == "row 5"
    assert loads[2:] == [[5], [6]]

    answers = await asyncio.gather(*map(batcher.get, (1, 404, 2)), return_exceptions=True)
    assert answers[::2] == ["row 1", "row 2"] and isinstance(answers[1], KeyError)

    answers = await asyncio.gather(batcher.get(13), batcher.get(14), return_exceptions=True)
    assert [type(a) for a in answers] == [ConnectionError, ConnectionError]

    leaver, stayer = (asyncio.create_task(batcher.get(7)) for _ in range(2))
    await asyncio.sleep(0)
    leaver.cancel()
    assert await stayer == "row 7"
    await raises(asyncio.CancelledError, leaver)


run(main())
