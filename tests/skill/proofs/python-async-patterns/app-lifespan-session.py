"""The session is there before the first request and closed after the last; contexts end in reverse."""

from collections.abc import AsyncIterator

import aiohttp
import pattern
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from loopback import serve
from proving import run, warned


async def main() -> None:
    async def upstream(request: web.Request) -> web.Response:
        return web.Response(status=204)

    steps: list[str] = []

    async def second(app: web.Application) -> AsyncIterator[None]:
        assert not app[pattern.SESSION].closed
        steps.append("second starts")
        yield
        assert not app[pattern.SESSION].closed, "what was opened later is closed first"
        steps.append("second ends")

    async with serve(upstream) as url:
        app = pattern.make_app(url)
        app.cleanup_ctx.append(second)
        async with TestClient(TestServer(app)) as client:
            assert steps == ["second starts"]
            session = app[pattern.SESSION]
            assert isinstance(session, aiohttp.ClientSession)
            for _ in range(2):
                async with client.get("/status") as response:
                    assert await response.text() == "204"
            assert app[pattern.SESSION] is session and not session.closed
        assert session.closed and steps == ["second starts", "second ends"]

    with warned() as seen:
        web.Application()["session"] = 1
    assert any("AppKey" in text for text in seen), seen


run(main())
