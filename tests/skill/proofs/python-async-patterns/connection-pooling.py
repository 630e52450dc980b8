"""Never more connections than allowed; the line for one counts in the time limit."""

import asyncio

import aiohttp
import httpx
import pattern
import pattern_2
from aiohttp import web
from loopback import serve
from proving import Peak, raises, run


async def main() -> None:
    peak, full, go = Peak(), asyncio.Event(), asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        with peak:
            if peak.now == 3:
                full.set()
            await go.wait()
            return web.Response(text="ok")

    async def get(session: aiohttp.ClientSession, url: str) -> str:
        async with session.get(url) as response:
            return await response.text()

    async with serve(handler) as url:
        async with pattern.make_session(per_host=3) as session:
            calls = [asyncio.create_task(get(session, url)) for _ in range(12)]
            await full.wait()
            go.set()
            assert await asyncio.gather(*calls) == ["ok"] * 12
            assert peak.most == 3, peak.most

        go.clear()
        async with pattern.make_session(total=1) as session:
            first = asyncio.create_task(get(session, url))
            while not peak.now:
                await asyncio.sleep(0)
            limits = aiohttp.ClientTimeout(total=0.05)
            await raises(asyncio.TimeoutError, session.get(url, timeout=limits))
            go.set()
            assert await first == "ok"

        go.clear()
        full.clear()
        peak.most = 0
        async with pattern_2.make_client(total=3) as client:
            answers = [asyncio.create_task(client.get(url)) for _ in range(6)]
            await full.wait()
            await raises(httpx.PoolTimeout, client.get(url, timeout=httpx.Timeout(5, pool=0.05)))
            go.set()
            assert [a.text for a in await asyncio.gather(*answers)] == ["ok"] * 6
            assert peak.most == 3

    async with aiohttp.ClientSession() as session:
        assert isinstance(session.connector, aiohttp.TCPConnector)
        assert (session.connector.limit, session.connector.limit_per_host) == (100, 0)


run(main())
