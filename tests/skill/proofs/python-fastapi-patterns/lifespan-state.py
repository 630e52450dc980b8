"""One client for all requests, closed at the end, also when a request fails."""

import httpx
import pattern
from aiohttp import web
from asgi import direct, live
from loopback import serve
from proving import run


async def main() -> None:
    peers: set[object] = set()
    made: list[httpx.AsyncClient] = []
    real = httpx.AsyncClient

    class Counted(real):
        def __init__(self, **options) -> None:
            super().__init__(**options)
            made.append(self)

    async def source(request: web.Request) -> web.Response:
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response(status=204)

    async with serve(source) as upstream:
        pattern.httpx.AsyncClient = Counted
        try:
            async with live(pattern.app) as url, real(base_url=url) as client:
                for _ in range(5):
                    assert (await client.get("/status", params={"url": upstream})).json() == 204
                assert (await client.get("/status", params={"url": "http://127.0.0.1:1"})).status_code == 500
                assert len(made) == 1 and not made[0].is_closed
        finally:
            pattern.httpx.AsyncClient = real
        assert made[0].is_closed and len(peers) == 1

        async with direct(pattern.app) as client:  # no lifespan, no state
            assert (await client.get("/status", params={"url": upstream})).status_code == 500


run(main())
