"""Every way to fail ends in one of two errors; `except ClientError` alone lets a timeout through."""

import asyncio
import socket

import aiohttp
import bad
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    ended = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        name = request.path[1:]
        if name.isdecimal():
            return web.json_response({"status": name}, status=int(name))
        if name == "text":
            return web.Response(text="no JSON")
        assert request.transport is not None
        if name == "cut":
            response = web.StreamResponse()
            response.content_length = 100
            await response.prepare(request)
            await response.write(b"[")
            request.transport.close()
            return response
        if name == "drop":
            request.transport.abort()
        await ended.wait()
        return web.Response()

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        async with serve(handler) as url, aiohttp.ClientSession() as session:
            assert await pattern.fetch(session, f"{url}/200") == {"status": "200"}
            for name in ("429", "500", "502", "503", "504", "408", "cut", "drop"):
                await raises(pattern.Unavailable, pattern.fetch(session, f"{url}/{name}"))
            for name in ("400", "401", "404", "422", "501", "text"):
                await raises(pattern.Rejected, pattern.fetch(session, f"{url}/{name}"))
            await raises(pattern.Unavailable, pattern.fetch(session, closed))
            await raises(pattern.Rejected, pattern.fetch(session, "http:///nowhere"))
            assert await bad.fetch(session, closed) is None

            limits = aiohttp.ClientTimeout(total=0.05)
            async with aiohttp.ClientSession(timeout=limits) as hasty:
                error = await raises(pattern.Unavailable, pattern.fetch(hasty, f"{url}/silent"))
                assert isinstance(error.__cause__, TimeoutError)
                error = await raises(TimeoutError, bad.fetch(hasty, f"{url}/silent"))
                assert not isinstance(error, aiohttp.ClientError)

            task = asyncio.create_task(pattern.fetch(session, f"{url}/silent"))
            await asyncio.sleep(0)
            task.cancel()
            await raises(asyncio.CancelledError, task)
            ended.set()


run(main())
