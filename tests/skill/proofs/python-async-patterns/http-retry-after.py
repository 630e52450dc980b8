"""The pause is the server's, in seconds or as a date; too long a pause and too many attempts end it."""

import asyncio
import time
from email.utils import formatdate

import aiohttp
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    answers: list[tuple[int, str | None]] = []
    asked = 0
    pauses: list[float] = []
    real_sleep = asyncio.sleep

    async def handler(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        status, header = answers.pop(0)
        return web.Response(status=status, text="ok", headers={"Retry-After": header} if header else {})

    async def sleep(delay: float, result: object = None) -> None:
        if delay:
            pauses.append(delay)
            assert not session.connector._acquired, "the connection is held during the pause"
        await real_sleep(0)

    async with serve(handler) as url, aiohttp.ClientSession() as session:
        asyncio.sleep = sleep
        try:
            answers[:] = [(429, "7"), (503, formatdate(time.time() + 20, usegmt=True)), (200, None)]
            assert await pattern.get(session, url) == b"ok"
            assert pauses[0] == 7 and 18 <= pauses[1] <= 20 and asked == 3

            answers[:], asked = [(503, "3600")], 0
            await raises(aiohttp.ClientResponseError, pattern.get(session, url))
            assert asked == 1, "longer than we can afford"

            answers[:], asked = [(429, "1")] * 4, 0
            error = await raises(aiohttp.ClientResponseError, pattern.get(session, url, attempts=4))
            assert isinstance(error, aiohttp.ClientResponseError) and error.status == 429 and asked == 4

            answers[:], asked = [(404, "1")], 0
            await raises(aiohttp.ClientResponseError, pattern.get(session, url))
            assert asked == 1, "not a matter of waiting"
        finally:
            asyncio.sleep = real_sleep
    assert all(0 <= pattern.pause_for(None, 3) <= 8 for _ in range(100))
    assert 0 <= pattern.pause_for("soon", 1) <= 2
    assert pattern.pause_for("Wed, 21 Oct 2015 07:28:00 GMT", 1) == 0


run(main())
