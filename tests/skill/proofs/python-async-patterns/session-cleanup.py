"""The session is closed with the block, also on an error; a forgotten one is reported by the garbage collector."""

import asyncio
import gc

import aiohttp
import bad
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run, warned


async def main() -> None:
    async def now(request: web.Request) -> web.Response:
        return web.Response(text="21.5" if request.query["city"] == "Bern" else "none", status=200)

    async with serve(now) as url:
        async with pattern.open_weather(url) as weather:
            assert await weather.degrees("Bern") == 21.5
            session = weather._session
            assert not session.closed
        assert session.closed

        async def fails() -> None:
            nonlocal session
            async with pattern.open_weather(url) as weather:
                session = weather._session
                await weather.degrees("Oslo")

        await raises(ValueError, fails())
        assert session.closed
        error = await raises(RuntimeError, session.get("/now"))
        assert "Session is closed" in str(error)

        messages: list[str] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: messages.append(context["message"]))
        with warned() as seen:
            forgotten = bad.Weather(url)
            assert isinstance(forgotten.session, aiohttp.ClientSession)
            del forgotten
            gc.collect()
        loop.set_exception_handler(None)
        assert any("Unclosed client session" in text for text in [*seen, *messages]), (seen, messages)


run(main())
