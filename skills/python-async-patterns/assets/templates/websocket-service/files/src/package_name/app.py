"""The server, and its life from the first connection to the last."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from .hub import Hub
# % if metrics
from .metrics import Metrics
# % endif
from .settings import Settings
from .shutdown import stop_on_signals

logger = logging.getLogger(__name__)


class Service:
    """A hub behind a listening socket."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; nothing listens yet."""
        self._settings = settings
        self.hub = Hub(settings.queue)
        # % if metrics
        self._metrics = Metrics(self.hub)
        # % endif

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Server]:
        """Listen inside the block."""
        settings = self._settings
        async with serve(
            self.hub.handle,
            settings.host,
            settings.port,
            process_request=self.answer,
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_interval,
            close_timeout=settings.shutdown_timeout,
            max_size=settings.max_message_bytes,
        ) as server:
            yield server

    def answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer plain requests; let the WebSocket's handshake pass."""
        path = request.path.partition("?")[0]
        if path == "/":
            return None
        if path == "/health":
            return connection.respond(HTTPStatus.OK, "ok\n")
        if path == "/ready" and self.hub.draining:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "draining\n")
        if path == "/ready":
            return connection.respond(HTTPStatus.OK, "ready\n")
        # % if metrics
        if path == "/metrics":
            return connection.respond(HTTPStatus.OK, self._metrics.text())
        # % endif
        return connection.respond(HTTPStatus.NOT_FOUND, "not found\n")

    async def drain(self, server: Server) -> None:
        """Stop in the order that loses nothing: not ready, still serving, flushed, closed."""
        settings = self._settings
        logger.info("draining", extra={"members": self.hub.members})
        self.hub.draining = True
        await asyncio.sleep(settings.drain_delay)
        try:
            async with asyncio.timeout(settings.shutdown_timeout):
                await self.hub.flush()
        except TimeoutError:
            logger.warning("queued messages are dropped")
        server.close(code=CloseCode.GOING_AWAY, reason="the service stops")
        await server.wait_closed()


async def run(settings: Settings) -> None:
    """Serve until a signal comes, then drain."""
    service = Service(settings)
    with stop_on_signals() as stop:
        async with service.listen() as server:
            addresses = [listener.getsockname() for listener in server.sockets]
            logger.info("listening", extra={"addresses": addresses})
            await stop.wait()
            await service.drain(server)
    logger.info("stopped")
