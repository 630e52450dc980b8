# Every message is handled, and a consumer that does not know one is an error.
import asyncio

import bad
from checking import codes, faults, passes
from pattern import Add, Message, Reset, count
from proving import raises, run


async def main() -> None:
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    for message in (Add(5), Reset(), Add(2), Add(1)):
        inbox.put_nowait(message)
    assert await count(inbox, 4) == 3

    other: asyncio.Queue[object] = asyncio.Queue()
    other.put_nowait(bad.Undo(1))
    await raises(AssertionError, bad.count(other))


run(main())
passes()
assert codes() == ["arg-type"]
assert 'incompatible type "Undo"' in faults("bad.py")[0][2]
