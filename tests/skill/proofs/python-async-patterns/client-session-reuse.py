"""Five calls over one session use one connection; a session per call opens five."""

import bad
import pattern
from aiohttp import web
from loopback import serve
from proving import run


async def main() -> None:
    peers: list[object] = []

    async def name(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.append(request.transport.get_extra_info("peername"))
        return web.Response(text=f"name {request.path.rsplit('/', 1)[1]}")

    async with serve(name) as url:
        assert await pattern.fetch_names(url, [1, 2, 3, 4, 5]) == [f"name {n}" for n in range(1, 6)]
        assert len(peers) == 5 and len(set(peers)) == 1, peers
        peers.clear()
        for number in range(5):
            await bad.fetch_name(url, number)
        assert len(set(peers)) == 5, peers


run(main())
