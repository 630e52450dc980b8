"""All items in order, a page asked for only when needed, no connection held between, no endless loop."""

from contextlib import aclosing

import aiohttp
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    asked: list[int] = []

    async def handler(request: web.Request) -> web.Response:
        page = int(request.query.get("page", "0"))
        asked.append(page)
        if page == 7:
            raise web.HTTPBadGateway
        after = 0 if request.path == "/circle" else page + 1
        following = None if page == 3 else str(request.url.with_query(page=after))
        return web.json_response({"items": [page * 2, page * 2 + 1], "next": following})

    async with serve(handler) as url, aiohttp.ClientSession() as session:
        async with aclosing(pattern.items(session, f"{url}/list")) as stream:
            assert [item async for item in stream] == list(range(8))
        assert asked == [0, 1, 2, 3]

        asked.clear()
        async with aclosing(pattern.items(session, f"{url}/list")) as stream:
            async for item in stream:
                assert session.connector is not None and not session.connector._acquired
                if item == 2:
                    break
        assert asked == [0, 1]

        async def drain(path: str) -> None:
            async with aclosing(pattern.items(session, f"{url}{path}", most_pages=5)) as stream:
                async for _ in stream:
                    pass

        await raises(RuntimeError, drain("/circle"))
        await raises(aiohttp.ClientResponseError, drain("/list?page=7"))


run(main())
