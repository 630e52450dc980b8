import asyncio
import types

import bad
import pattern
import proving


async def main() -> None:
    written: list[bytes] = []

    async def write(data: bytes) -> None:
        written.append(data)

    link = pattern.Link(write)
    senders = [asyncio.create_task(link.send(b"%d" % number)) for number in range(3)]
    await proving.settle()
    assert written == []
    link.connected()
    await asyncio.gather(*senders)
    assert written == [b"0", b"1", b"2"]
    # Who comes later passes at once.
    await link.send(b"late")
    assert written[-1] == b"late"

    # Set and cleared at once: the waiters look again and keep waiting.
    link.lost()
    waiting = asyncio.create_task(link.send(b"x"))
    await proving.settle()
    link.connected()
    link.lost()
    await proving.settle()
    assert not waiting.done()
    link.connected()
    await waiting

    # It does not queue: two signals, seen once.
    event, seen = asyncio.Event(), 0

    async def count() -> None:
        nonlocal seen
        while True:
            await event.wait()
            event.clear()
            seen += 1

    counter = asyncio.create_task(count())
    await proving.settle()
    event.set()
    event.set()
    await proving.settle()
    assert seen == 1
    counter.cancel()
    await proving.raises(asyncio.CancelledError, counter)

    # Polling sends in the end, but keeps waking up to look.
    polled = types.SimpleNamespace(ready=False, write=write)
    polling = asyncio.create_task(bad.send(polled, b"polled"))
    await proving.settle()
    polled.ready = True
    await proving.settle()
    assert written[-1] != b"polled", "it noticed without waiting for its next look"
    await polling
    assert written[-1] == b"polled"


proving.run(main())
