"""Silence and a total that is used up both end in the fallback."""

# claim 10: `except aiohttp.ClientTimeout` is a TypeError while any timeout is handled.

import asyncio

import aiohttp
import bad
import httpx
import pattern
import pattern_2
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    ended = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/silent":
            await ended.wait()
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"ok")
        while request.path == "/drip" and not ended.is_set():
            await asyncio.sleep(0.01)
            try:
                await response.write(b".")
            except ConnectionError:
                break
        return response

    async with serve(handler) as url:
        async with aiohttp.ClientSession() as session:
            assert await pattern.fetch(session, f"{url}/quick") == b"ok"
            assert await pattern.fetch(session, f"{url}/silent", pause=0.05) is None
            assert await pattern.fetch(session, f"{url}/drip", total=0.2, pause=5) is None
        async with httpx.AsyncClient() as client:
            assert await pattern_2.fetch(client, f"{url}/quick") == b"ok"
            await raises(TimeoutError, pattern_2.fetch(client, f"{url}/drip", total=0.2))
        limits = aiohttp.ClientTimeout(total=0.05)
        async with aiohttp.ClientSession(timeout=limits) as session:
            error = await raises(TypeError, bad.fetch(session, f"{url}/silent"))
            assert "do not inherit from BaseException" in str(error)
            assert isinstance(error.__context__, asyncio.TimeoutError)
        ended.set()
    assert aiohttp.client.DEFAULT_TIMEOUT.total == 300
    assert httpx.AsyncClient().timeout == httpx.Timeout(5)


run(main())
