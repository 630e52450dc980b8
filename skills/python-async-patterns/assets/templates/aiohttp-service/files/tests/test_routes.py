import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from package_name.routes import TRAFFIC

Client = TestClient[web.Request, web.Application]


async def test_health_and_ready(client: Client) -> None:
    assert (await client.get("/health")).status == 200
    assert (await client.get("/ready")).status == 200


async def test_draining_closes_connections_and_is_not_ready(client: Client) -> None:
    traffic = client.app[TRAFFIC]
    assert "Connection" not in (await client.get("/work")).headers
    traffic.draining = True
    for path, status in (("/ready", 503), ("/health", 200), ("/work", 200), ("/nowhere", 404)):
        response = await client.get(path)
        assert (response.status, response.headers["Connection"]) == (status, "close")


async def test_work_takes_seconds(client: Client) -> None:
    response = await client.get("/work", params={"s": "0.01"})
    assert await response.json() == {"seconds": 0.01}


@pytest.mark.parametrize("seconds", ["x", "-1", "2", "nan"])
async def test_work_refuses_other_values(client: Client, seconds: str) -> None:
    assert (await client.get("/work", params={"s": seconds})).status == 400


async def test_echo(client: Client) -> None:
    assert await (await client.post("/echo", json={"a": 1})).json() == {"a": 1}
    assert (await client.post("/echo", data=b"{")).status == 400


async def test_a_large_body_is_refused(client: Client) -> None:
    assert (await client.post("/echo", json="x" * 100)).status == 413


async def test_more_than_the_limit_is_refused_and_health_is_not(client: Client) -> None:
    traffic = client.app[TRAFFIC]
    with traffic.admit(), traffic.admit():
        refused = await client.get("/work")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        assert (await client.get("/health")).status == 200
    assert (await client.get("/work")).status == 200
    await asyncio.wait_for(traffic.wait_until_idle(), 5)
