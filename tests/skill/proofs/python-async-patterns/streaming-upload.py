"""Everything arrives, a piece at a time, and the file is closed whatever happens."""

# by reading: `open` in an upload blocks the event loop.

import asyncio
import inspect
import tempfile
from pathlib import Path

import aiohttp
import bad
import httpx
import pattern
from aiohttp import web
from loopback import serve
from opened import opened_in
from proving import raises, run, until

BODY = bytes(range(256)) * 3000


def sends_nothing(session: aiohttp.ClientSession) -> bool:
    """Whether a connection is full, so that the generator waits at its `yield`."""
    return any(protocol._paused for protocol in session.connector._acquired)


async def main(path: Path) -> None:
    received: list[bytes] = []
    deaf, ended = asyncio.Event(), asyncio.Event()
    lengths: list[int | None] = []

    async def handler(request: web.Request) -> web.Response:
        lengths.append(request.content_length)
        if request.path == "/deaf":
            deaf.set()
            await ended.wait()
        if request.path == "/full":
            raise web.HTTPInsufficientStorage
        received.append(b"".join([part async for part in request.content.iter_any()]))
        return web.Response()

    async with serve(handler) as url, aiohttp.ClientSession() as session:
        with opened_in(path.parent) as where:
            await pattern.upload(session, f"{url}/file", path)
        assert where == {"thread"}, where
        assert received == [BODY] and lengths == [None]

        sizes = [len(piece) async for piece in pattern.pieces(path, 2**18)]
        assert max(sizes) == 2**18 and sum(sizes) == len(BODY)

        async with httpx.AsyncClient() as client:  # the comment's twin
            (await client.put(f"{url}/file", content=pattern.pieces(path))).raise_for_status()
        assert received[1] == BODY

        made = []
        real = pattern.pieces
        pattern.pieces = lambda p: made.append(real(p)) or made[-1]
        await raises(aiohttp.ClientError, pattern.upload(session, f"{url}/full", path))
        sparse = path.with_name("sparse.bin")
        with sparse.open("wb") as file:
            file.truncate(2**26)
        task = asyncio.create_task(pattern.upload(session, f"{url}/deaf", sparse))
        await deaf.wait()
        await until(lambda: sends_nothing(session))
        task.cancel()
        await raises(asyncio.CancelledError, task)
        assert [body.ag_frame for body in made] == [None, None], "the generators are closed, and with them the files"
        ended.set()
        pattern.pieces = real

        body = real(path)  # a generator can be sent once
        async with session.put(f"{url}/file", data=body):
            pass
        async with session.put(f"{url}/file", data=body):
            pass
        assert [len(data) for data in received[2:]] == [len(BODY), 0]

        with opened_in(path.parent) as where:
            await bad.upload(session, f"{url}/file", path)
        assert where == {"loop"}, where
        assert received[-1] == BODY
        assert inspect.iscoroutinefunction(bad.upload)


with tempfile.TemporaryDirectory() as name:
    file = Path(name, "body.bin")
    file.write_bytes(BODY)
    run(main(file))
