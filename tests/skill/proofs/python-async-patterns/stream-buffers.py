# A reader that stands still stops the sender; without drain the sender keeps everything in memory.
import asyncio
from collections.abc import AsyncIterator

import bad
from pattern import send
from proving import raises, run, settle

CHUNK = b"x" * 100_000
COUNT = 200


async def main() -> None:
    gate = asyncio.Event()
    received: asyncio.Queue[int] = asyncio.Queue()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        total = 0
        while data := await reader.read(1 << 20):
            total += len(data)
        received.put_nowait(total)
        writer.close()
        await writer.wait_closed()

    given = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal given
        for _ in range(COUNT):
            given += 1
            yield CHUNK

    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    _, writer = await asyncio.open_connection("127.0.0.1", port)
    sender = asyncio.create_task(send(chunks(), writer))
    for _ in range(200):
        await settle()
    stopped_at = given
    assert stopped_at < COUNT and not sender.done()
    assert writer.transport.get_write_buffer_limits()[1] == 256 * 1024
    assert writer.transport.get_write_buffer_size() <= 256 * 1024 + len(CHUNK)
    gate.set()
    await sender
    writer.close()
    await writer.wait_closed()
    assert await received.get() == COUNT * len(CHUNK)

    gate.clear()
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    await raises(asyncio.TimeoutError, send(chunks(), writer, limit=0.01))
    writer.transport.abort()

    _, writer = await asyncio.open_connection("127.0.0.1", port)
    await bad.send(chunks(), writer)
    assert writer.transport.get_write_buffer_size() > COUNT * len(CHUNK) // 2
    gate.set()
    writer.close()
    await writer.wait_closed()
    assert COUNT * len(CHUNK) in {await received.get(), await received.get()}

    reader = asyncio.StreamReader(limit=10)
    reader.feed_data(b"x" * 30)
    error = await raises(ValueError, reader.readline())
    assert "exceed the limit" in str(error)
    server.close()


run(main())
