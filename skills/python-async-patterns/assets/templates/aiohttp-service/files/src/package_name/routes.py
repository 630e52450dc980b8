"""The handlers: replace ``work`` and ``echo`` with your own."""

import asyncio
import json

from aiohttp import web

from .traffic import Traffic

TRAFFIC = web.AppKey("TRAFFIC", Traffic)
LONGEST_WORK = 1.0

routes = web.RouteTableDef()


@routes.get("/health")
async def health(_request: web.Request) -> web.Response:
    """Say that the process is alive, also while it drains."""
    return web.json_response({"status": "ok"})


@routes.get("/ready")
async def ready(request: web.Request) -> web.Response:
    """Say whether new requests are welcome."""
    if request.app[TRAFFIC].draining:
        return web.json_response({"status": "draining"}, status=503)
    return web.json_response({"status": "ready"})


@routes.get("/work")
async def work(request: web.Request) -> web.Response:
    """Hold the request open for ``s`` seconds."""
    try:
        seconds = float(request.query.get("s", "0"))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WORK:
        message = f"s must be a number from 0 to {LONGEST_WORK:g}"
        raise web.HTTPBadRequest(text=message)
    await asyncio.sleep(seconds)
    return web.json_response({"seconds": seconds})


@routes.post("/echo")
async def echo(request: web.Request) -> web.Response:
    """Return the JSON that was sent."""
    try:
        return web.json_response(await request.json())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise web.HTTPBadRequest(text="the body is not JSON") from error
