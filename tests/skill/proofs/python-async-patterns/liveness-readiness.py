# Readiness follows start, drain and dependencies; liveness asks nobody.
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pattern import Probes
from proving import run

works = True


async def can_work() -> bool:
    return works


async def main() -> None:
    global works
    probes = Probes(can_work)
    app = web.Application()
    probes.add_to(app)
    async with TestClient(TestServer(app)) as client:

        async def status(path: str) -> int:
            async with client.get(path) as response:
                return response.status

        assert await status("/livez") == 200
        assert await status("/readyz") == 503
        probes.started = True
        assert await status("/readyz") == 200
        works = False
        assert await status("/readyz") == 503
        assert await status("/livez") == 200
        works = True
        probes.draining = True
        assert await status("/readyz") == 503
        assert await status("/livez") == 200


run(main())
