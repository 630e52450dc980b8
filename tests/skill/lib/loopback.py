"""HTTP servers on the loopback for proofs, each on an unused port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serve_app(app: web.Application) -> AsyncIterator[str]:
    """Serve an application and give its address, without a slash at the end."""
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/")).rstrip("/")
    finally:
        await server.close()


@asynccontextmanager
async def serve(handler: Handler) -> AsyncIterator[str]:
    """Serve one handler on every path and method."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    async with serve_app(app) as url:
        yield url
