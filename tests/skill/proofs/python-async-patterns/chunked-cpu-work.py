# Another task gets turns during the work, and not after each item.
import asyncio
import time

from pattern import in_turns, total
from proving import run


async def main() -> None:
    assert await total(range(1000)) == sum(n * n for n in range(1000))

    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    async for _ in in_turns(range(10)):
        time.sleep(0.004)  # stands for 4 ms of calculation
    task.cancel()
    await asyncio.wait({task})
    assert 1 <= turns <= 10, turns

    turns = 0
    task = asyncio.create_task(other())
    async for _ in in_turns(range(1000), budget=60):
        pass
    assert turns == 0  # and none at all when it is not needed
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})


run(main())
