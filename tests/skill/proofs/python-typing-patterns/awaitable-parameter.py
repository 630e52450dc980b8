# Any awaitable may be passed where it is awaited; only coroutines where a task is made.
import asyncio

from checking import codes, passes, using
from pattern import first_of, start
from proving import run


async def one() -> int:
    return 1


async def main() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    future.set_result(2)
    assert await first_of(future, 0, 5) == 2
    assert await first_of(asyncio.create_task(one()), 0, 5) == 1
    assert await first_of(one(), 0, 5) == 1
    assert await first_of(asyncio.Event().wait(), False, 0) is False
    task = start(one(), "one")
    assert task.get_name() == "one" and await task == 1


run(main())
passes()
assert codes() == ["arg-type"]
USE = """
import asyncio
from pattern import first_of, start

async def main(future: asyncio.Future[int]) -> int:
    start({0}, "name")
    return await first_of(future, 0, 5)
"""
assert using(USE.format("asyncio.sleep(1)")) == []
assert using(USE.format("future")) == ["arg-type"]
