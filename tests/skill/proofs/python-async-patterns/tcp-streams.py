"""Questions get their answers; silence, half an answer and endless ones raise, and the connection is closed."""

import asyncio

import bad
import pattern
from proving import raises, run, until


async def main() -> None:
    open_connections, ended = 0, asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_connections
        open_connections += 1
        try:
            question = (await reader.readuntil(b"\n"))[:-1]
            if question == b"silence":
                await ended.wait()
            elif question == b"half":
                writer.write(b"ha")
            elif question == b"endless":
                writer.write(b"x" * 200_000)
            else:
                writer.write(question[:2])
                await asyncio.sleep(0)
                writer.write(question[2:].upper() + b"\n")
            await writer.drain()
            writer.write_eof()
            await reader.read()  # until the other side closes
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            open_connections -= 1
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers = await asyncio.gather(*[pattern.ask("127.0.0.1", port, b"a%d tea" % n) for n in range(5)])
    assert answers == [b"a%d TEA" % n for n in range(5)]
    await raises(TimeoutError, pattern.ask("127.0.0.1", port, b"silence", seconds=0.05))
    await raises(asyncio.IncompleteReadError, pattern.ask("127.0.0.1", port, b"half"))
    await raises(asyncio.LimitOverrunError, pattern.ask("127.0.0.1", port, b"endless"))
    ended.set()
    await until(lambda: open_connections == 0)

    # The server lives on this loop, which stands still while the socket waits for it.
    await raises(TimeoutError, bad.ask("127.0.0.1", port, b"tea"))
    await until(lambda: open_connections == 0)
    server.close()
    await server.wait_closed()


run(main())
