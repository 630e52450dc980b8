"""ASGI applications for proofs: called directly, or served by uvicorn on an unused port of the loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import uvicorn


@asynccontextmanager
async def direct(app: Any, lifespan: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    """A client that calls the application without a network; bodies arrive as a whole."""
    async with AsyncExitStack() as stack:
        target = app
        if lifespan:
            state = await stack.enter_async_context(app.router.lifespan_context(app)) or {}

            async def with_state(scope: Any, receive: Any, send: Any) -> None:
                await app({**scope, "state": dict(state)}, receive, send)

            target = with_state
        transport = httpx.ASGITransport(target, raise_app_exceptions=False)
        yield await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://test"))


@asynccontextmanager
async def live(app: Any, **options: Any) -> AsyncIterator[str]:
    """Serve the application, lifespan included, and give its address."""
    config = uvicorn.Config(app, log_level="critical", ws="websockets-sansio", **options)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:
                assert not task.done(), "the server did not start"
                await asyncio.sleep(0.001)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
