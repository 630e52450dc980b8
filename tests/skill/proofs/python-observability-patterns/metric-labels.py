# A thousand users and unknown paths make a handful of series.
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pattern import count_requests, registry
from proving import logged, run


async def user(request: web.Request) -> web.Response:
    if request.match_info["id"] == "13":
        raise web.HTTPForbidden
    if request.match_info["id"] == "14":
        raise ValueError
    return web.Response(text="ok")


async def main() -> None:
    app = web.Application(middlewares=[count_requests])
    app.router.add_get("/users/{id}", user)
    async with TestClient(TestServer(app)) as client:
        for number in [*range(20), "x"]:
            async with client.get(f"/users/{number}"):
                pass
        for number in range(10):
            async with client.get(f"/scan/{number}"):
                pass


with logged("aiohttp.server"):
    run(main())
counts = {
    (sample.labels["route"], sample.labels["status"]): sample.value
    for metric in registry.collect()
    for sample in metric.samples
    if sample.name == "http_requests_total"
}
assert counts == {
    ("/users/{id}", "200"): 19,
    ("/users/{id}", "403"): 1,
    ("/users/{id}", "500"): 1,
    ("unknown", "404"): 10,
}, counts
