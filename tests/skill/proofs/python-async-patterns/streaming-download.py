"""The target appears whole or not at all, under the cap, and no file is opened on the loop."""

# claim 14: "streaming" that reads the whole body first writes 0 bytes.
# by reading: `open` in a download blocks the event loop.

import asyncio
import os
import tempfile
from pathlib import Path

import aiohttp
import bad
import pattern
from aiohttp import web
from loopback import serve
from opened import opened_in
from proving import raises, run, until

BODY = bytes(range(256)) * 4096


async def main(folder: Path) -> None:
    go = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/missing":
            raise web.HTTPNotFound
        response = web.StreamResponse()
        if request.path == "/short":
            response.content_length = len(BODY) + 1
        await response.prepare(request)
        await response.write(BODY)
        if request.path == "/slow":
            await go.wait()
        if request.path == "/short":
            assert request.transport is not None
            request.transport.close()
        return response

    target = folder / "body.bin"
    async with serve(handler) as url, aiohttp.ClientSession() as session:
        with opened_in(folder) as where:
            assert await pattern.download(session, f"{url}/body", target) == len(BODY)
        assert where == {"thread"}, where
        assert target.read_bytes() == BODY and os.listdir(folder) == [target.name]
        target.unlink()

        await raises(ValueError, pattern.download(session, f"{url}/body", target, max_bytes=1000))
        await raises(aiohttp.ClientResponseError, pattern.download(session, f"{url}/missing", target))
        await raises(aiohttp.ClientPayloadError, pattern.download(session, f"{url}/short", target))
        assert os.listdir(folder) == []

        task = asyncio.create_task(pattern.download(session, f"{url}/slow", target))
        await until(lambda: any(file.stat().st_size == len(BODY) for file in folder.iterdir()))
        assert not target.exists()
        task.cancel()
        await raises(asyncio.CancelledError, task)
        assert os.listdir(folder) == []
        go.set()

        with opened_in(folder) as where:
            await bad.download(session, f"{url}/body", target)
        assert where == {"loop"}, where
        assert target.read_bytes() == b""


with tempfile.TemporaryDirectory() as name:
    run(main(Path(name)))
