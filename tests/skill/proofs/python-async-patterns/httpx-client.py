"""One connection for many calls, redirects followed, failed connects repeated; `httpx.get` stalls the loop."""


import bad
import httpx
import pattern
from aiohttp import web
from loopback import serve
from proving import raises, run


async def main() -> None:
    peers: set[object] = set()

    async def handler(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        if request.path == "/old":
            raise web.HTTPFound("/new")
        return web.Response(text="ok")

    async with serve(handler) as url:
        async with pattern.open_client(url) as client:
            for _ in range(5):
                assert (await client.get("/old")).raise_for_status().text == "ok"
            async with client.stream("GET", "/new") as response:
                await raises(httpx.ResponseNotRead, read_text(response))
                await response.aread()
                assert response.text == "ok"
            assert len(peers) == 1
        async with httpx.AsyncClient(base_url=url) as plain:
            assert (await plain.get("/old")).status_code == 302

        # The server lives on this loop: a blocking call waits for an answer that the loop cannot give.
        real_get = httpx.get
        httpx.get = lambda address: real_get(address, timeout=0.3)
        try:
            await raises(httpx.ReadTimeout, bad.fetch(url))
        finally:
            httpx.get = real_get


async def read_text(response: httpx.Response) -> str:
    return response.text


run(main())
