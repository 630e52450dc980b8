"""The form arrives whole; a body over the limit is refused; neither side opens a file on the loop."""

import functools
import tempfile
from pathlib import Path

import aiohttp
import pattern
import pattern_2
from aiohttp import web
from loopback import serve
from opened import opened_in
from proving import raises, run


async def main(path: Path) -> None:
    size = path.stat().st_size
    async with aiohttp.ClientSession() as session:
        with opened_in(path.parent) as where:
            async with serve(pattern_2.receive) as url:
                assert await pattern.send(session, url, path) == f"{size} bytes"
        assert where == {"thread"}, where

        limited = functools.partial(pattern_2.receive, max_bytes=1000)
        async with serve(limited) as url:
            error = await raises(aiohttp.ClientResponseError, pattern.send(session, url, path))
            assert isinstance(error, aiohttp.ClientResponseError) and error.status == 413

        forms: list[dict[str, object]] = []

        async def keep(request: web.Request) -> web.Response:
            form = await request.post()
            report = form["report"]
            assert isinstance(report, web.FileField)
            forms.append({"owner": form["owner"], "name": report.filename, "data": report.file.read()})
            return web.Response(text="kept")

        async with serve(keep) as url:
            path.write_bytes(b"1,2,3\n" * 100)
            assert await pattern.send(session, url, path) == "kept"
            assert forms == [{"owner": "ada", "name": "report.csv", "data": path.read_bytes()}]
            path.write_bytes(bytes(2**20 + 1))  # `post` stops at client_max_size
            error = await raises(aiohttp.ClientResponseError, pattern.send(session, url, path))
            assert isinstance(error, aiohttp.ClientResponseError) and error.status == 413


with tempfile.TemporaryDirectory() as name:
    tempfile.tempdir = name
    file = Path(name, "report.csv")
    file.write_bytes(b"1,2,3\n" * 20_000)
    run(main(file))
