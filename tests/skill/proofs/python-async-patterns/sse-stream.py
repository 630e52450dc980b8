"""Events come as they are sent, also those of several lines; silence ends the stream, its length does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import aiohttp
import pattern
import pattern_2
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    gates = [asyncio.Event() for _ in range(3)]
    ended = asyncio.Event()

    async def source() -> AsyncIterator[str]:
        for gate, text in zip(gates, ("one", "two\nlines", "three")):
            await gate.wait()
            yield text

    async def raw(request: web.Request) -> web.StreamResponse:
        if request.path == "/push":
            return await pattern_2.push(request, source())
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b": ping\r\nevent: x\r\nid: 7\r\ndata:a\r\ndata: b\r\n\r\n\r\n")
        await response.write(b"data: \xc3")
        await response.write(b"\xa9\n\ndata: unfinished")
        if request.path == "/silent":
            await ended.wait()
        return response

    async with serve(raw) as url, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.001)) as session:
        async with aclosing(pattern.events(session, f"{url}/push")) as stream:
            for gate, text in zip(gates, ("one", "two\nlines", "three")):
                gate.set()  # the next event is only made once the last one has come
                assert await anext(stream) == text
            await raises(StopAsyncIteration, anext(stream))

        async with aclosing(pattern.events(session, f"{url}/raw")) as stream:
            assert [text async for text in stream] == ["a\nb", "é"]

        async with aclosing(pattern.events(session, f"{url}/silent", silence=0.05)) as stream:
            assert [await anext(stream), await anext(stream)] == ["a\nb", "é"]
            await raises(asyncio.TimeoutError, anext(stream))
        ended.set()


run(main())
