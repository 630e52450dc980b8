import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from package_name.middlewares import (
    REQUEST_ID,
    identify,
    limit_traffic,
    log_requests,
)
from package_name.traffic import Traffic

Client = TestClient[web.Request, web.Application]


async def test_a_request_id_is_kept_or_made(client: Client) -> None:
    kept = await client.get("/health", headers={REQUEST_ID: "abc-1"})
    assert kept.headers[REQUEST_ID] == "abc-1"
    for path in ("/health", "/nowhere"):
        made = await client.get(path, headers={REQUEST_ID: "not an id"})
        assert len(made.headers[REQUEST_ID]) == 32


async def fail(_request: web.Request) -> web.Response:
    raise RuntimeError


async def hang(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    return web.Response()


async def test_errors_and_timeouts_become_responses(caplog: pytest.LogCaptureFixture) -> None:
    app = web.Application(middlewares=[identify, log_requests, limit_traffic(Traffic(9), 0.01)])
    app.router.add_get("/fail", fail)
    app.router.add_get("/hang", hang)
    async with TestClient(TestServer(app)) as client:
        failed = await client.get("/fail")
        assert failed.status == 500
        assert REQUEST_ID in failed.headers
        assert (await client.get("/hang")).status == 504
    assert "request failed" in caplog.text
