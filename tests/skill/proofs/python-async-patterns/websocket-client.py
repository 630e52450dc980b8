"""Messages come in order; a polite close ends the call, a cut or silent connection raises."""

import asyncio

import aiohttp
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    ended = asyncio.Event()

    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=request.path != "/silent")
        await socket.prepare(request)
        for word in ("one", "two", "three"):
            await socket.send_str(word)
        if request.path == "/restart":
            await socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)
        elif request.path == "/cut":
            assert request.transport is not None
            request.transport.close()
        elif request.path == "/silent":
            await ended.wait()
        else:
            await socket.close()
        return socket

    async with serve(handler) as url, aiohttp.ClientSession() as session:
        seen: list[str] = []

        async def handle(text: str) -> None:
            seen.append(text)

        await pattern.listen(session, f"{url}/polite", handle)
        assert seen == ["one", "two", "three"]
        error = await raises(ConnectionError, pattern.listen(session, f"{url}/restart", handle))
        assert "1001" in str(error)
        error = await raises(ConnectionError, pattern.listen(session, f"{url}/cut", handle))
        assert "1006" in str(error)
        await raises(ConnectionError, pattern.listen(session, f"{url}/silent", handle, heartbeat=0.1))
        assert seen == ["one", "two", "three"] * 4
        ended.set()


run(main())
