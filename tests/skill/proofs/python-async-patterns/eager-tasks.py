# A cache hit is done inside create_task; the order of the lines changes; a miss waits as ever.
import asyncio

from pattern import Prices, start_eagerly
from proving import run


async def load(name: str) -> float:
    await asyncio.sleep(0)
    return 2.0


async def lazy() -> None:
    prices = Prices(load)
    await prices.get("a")
    task = asyncio.create_task(prices.get("a"))
    assert not task.done()
    assert await task == 2.0
    assert await order() == ["after create_task", "in the task"]


async def order() -> list[str]:
    lines: list[str] = []

    async def body() -> None:
        lines.append("in the task")

    task = asyncio.create_task(body())
    lines.append("after create_task")
    await task
    return lines


async def eager() -> None:
    await start_eagerly()
    prices = Prices(load)
    miss = asyncio.create_task(prices.get("a"))
    assert not miss.done()
    await miss
    hit = asyncio.create_task(prices.get("a"))
    assert hit.done() and hit.result() == 2.0
    assert await order() == ["in the task", "after create_task"]

    lock = asyncio.Lock()
    inside: list[bool] = []

    async def look() -> None:
        inside.append(lock.locked())

    async with lock:
        await asyncio.create_task(look())
    assert inside == [True]


run(lazy())
run(eager())
