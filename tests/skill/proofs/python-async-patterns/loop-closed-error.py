# Many calls share one connection; a connection used from a second asyncio.run fails.
import asyncio
import threading

import bad
from pattern import LineClient
from proving import unraisable, until, warned

ports: list[int] = []
opened = closed = 0
ready = threading.Event()
stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    global opened, closed
    opened += 1
    while line := await reader.readline():
        writer.write(line.upper())
    writer.close()
    await writer.wait_closed()
    closed += 1


async def serve() -> None:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    ports.append(server.sockets[0].getsockname()[1])
    end = asyncio.Event()
    stop.append((asyncio.get_running_loop(), end))
    ready.set()
    await end.wait()
    await until(lambda: closed == 2)
    server.close()


thread = threading.Thread(target=asyncio.run, args=(serve(),))
thread.start()
ready.wait()

client = LineClient(ports[0])
assert [client.ask(b"a"), client.ask(b"b"), client.ask(b"c")] == [b"A\n", b"B\n", b"C\n"]
assert opened == 1
client.close()


def outlive() -> None:
    async def connect() -> asyncio.StreamWriter:
        reader, writer = await asyncio.open_connection("127.0.0.1", ports[0])
        writer.write(b"d\n")
        assert await reader.readline() == b"D\n"
        return writer

    writer = asyncio.run(connect())
    try:
        bad.close_in_a_new_loop(writer)
    except RuntimeError as error:
        assert "Event loop is closed" in str(error)
    else:
        raise AssertionError("a connection outlived its loop")
    writer.get_extra_info("socket")._sock.close()


with warned(), unraisable():
    outlive()

loop, end = stop[0]
loop.call_soon_threadsafe(end.set)
thread.join()
