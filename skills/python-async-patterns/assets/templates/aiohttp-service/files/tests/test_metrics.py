from aiohttp import web
from aiohttp.test_utils import TestClient

Client = TestClient[web.Request, web.Application]


async def test_requests_are_counted_by_route_and_status(client: Client) -> None:
    await client.get("/work", params={"s": "0"})
    await client.get("/work", params={"s": "x"})
    await client.get("/nowhere")
    text = await (await client.get("/metrics")).text()
    for line in (
        'http_requests_total{method="GET",route="/work",status="200"} 1.0',
        'http_requests_total{method="GET",route="/work",status="400"} 1.0',
        'http_requests_total{method="GET",route="none",status="404"} 1.0',
        "http_requests_in_flight 0.0",
    ):
        assert line in text
