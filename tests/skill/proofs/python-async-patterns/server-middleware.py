"""The client gets an id and nothing else, the log has the rest; HTTP exceptions pass."""

# by reading: str(e) in the answer leaks the text of internal errors to clients.

import aiohttp
import bad
import pattern
from aiohttp import web
from loopback import serve_app
from proving import logged, run

SECRET = "postgres://app:hunter2@db.internal/orders"


async def fails(request: web.Request) -> web.Response:
    raise ConnectionError(f"cannot connect to {SECRET}")


async def missing(request: web.Request) -> web.Response:
    raise web.HTTPNotFound


async def fine(request: web.Request) -> web.Response:
    return web.Response(text="fine")


def routes(app: web.Application) -> web.Application:
    app.router.add_get("/fails", fails)
    app.router.add_get("/missing", missing)
    app.router.add_get("/fine", fine)
    return app


async def main() -> None:
    async with aiohttp.ClientSession() as session:
        with logged("pattern") as messages:
            async with serve_app(routes(pattern.make_app())) as url:
                async with session.get(f"{url}/fails") as response:
                    text = await response.text()
                    assert response.status == 500 and "hunter2" not in text and "internal error" in text
                    assert len(messages) == 1 and (await response.json())["request_id"] in messages[0]
                async with session.get(f"{url}/missing") as response:
                    assert response.status == 404
                async with session.get(f"{url}/fine") as response:
                    assert await response.text() == "fine"
        async with serve_app(routes(web.Application(middlewares=[bad.errors]))) as url:
            async with session.get(f"{url}/fails") as response:
                assert "hunter2" in await response.text()
            async with session.get(f"{url}/missing") as response:
                assert response.status == 500


run(main())
