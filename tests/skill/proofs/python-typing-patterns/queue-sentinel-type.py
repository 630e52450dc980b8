# The enum's member narrows the item; an object() makes every item an object.
import asyncio

from checking import codes, passes
from pattern import End, shout
from proving import run


async def main() -> None:
    queue: asyncio.Queue[str | End] = asyncio.Queue()
    for item in ("a", "", "b", End.END):
        queue.put_nowait(item)
    assert await shout(queue) == ["A", "", "B"]


run(main())
passes()
assert codes() == ["union-attr"]
