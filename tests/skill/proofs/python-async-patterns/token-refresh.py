"""One refresh for many requests, one repetition for each refused one, and no loop when it is refused again."""

import asyncio

import aiohttp
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    valid, fetched, asked = "token 1", 0, 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if request.headers["Authorization"] != f"Bearer {valid}":
            raise web.HTTPUnauthorized
        return web.Response(text="secret")

    async def fetch() -> tuple[str, float]:
        nonlocal fetched
        fetched += 1
        number = fetched
        await asyncio.sleep(0)
        return f"token {number}", lifetime

    lifetime = 3600.0
    async with serve(handler) as url, aiohttp.ClientSession() as session:
        tokens = pattern.Tokens(fetch)
        answers = await asyncio.gather(*[pattern.get(session, url, tokens) for _ in range(20)])
        assert answers == [b"secret"] * 20 and fetched == 1 and asked == 20

        valid, asked = "token 2", 0  # revoked before its time
        answers = await asyncio.gather(*[pattern.get(session, url, tokens) for _ in range(20)])
        assert answers == [b"secret"] * 20 and fetched == 2 and asked == 40

        valid, asked = "none", 0
        error = await raises(aiohttp.ClientResponseError, pattern.get(session, url, tokens))
        assert isinstance(error, aiohttp.ClientResponseError) and error.status == 401 and asked == 2

        lifetime = 5  # nearly over when it comes: renewed each time
        short = pattern.Tokens(fetch)
        before = fetched
        assert await short.get() != await short.get() and fetched == before + 2


run(main())
