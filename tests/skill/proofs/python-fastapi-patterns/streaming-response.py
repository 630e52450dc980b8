"""A missing name is a 404, the export ends with its mark, and a client that leaves ends the generator."""

import itertools

import httpx
import pattern
from asgi import direct, live
from proving import run, until


async def main() -> None:
    async with direct(pattern.app) as client:
        assert (await client.get("/export/none")).status_code == 404
        lines = (await client.get("/export/numbers")).text.splitlines()
        assert lines[-1] == "end" and [int(n) for n in lines[:-1]] == list(range(100_000))
        assert not pattern.open_exports

    pattern.tables["endless"] = itertools.count()
    async with live(pattern.app) as url, httpx.AsyncClient(base_url=url) as client:
        async with client.stream("GET", "/export/endless") as response:
            assert (await anext(response.aiter_lines())) == "0"
            assert pattern.open_exports == {"endless"}
        await until(lambda: not pattern.open_exports)


run(main())
