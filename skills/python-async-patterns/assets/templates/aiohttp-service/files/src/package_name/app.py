"""The application, and its life from the first request to the last."""

import asyncio
import logging

from aiohttp import web

# % if metrics
from .metrics import Metrics
# % endif
# % if otel
from .middlewares import identify, limit_traffic, log_requests, trace_requests
# % else
from .middlewares import identify, limit_traffic, log_requests
# % endif
from .routes import TRAFFIC, routes
from .settings import Settings
from .shutdown import stop_on_signals
from .traffic import Traffic

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> web.Application:
    """Put the application together."""
    traffic = Traffic(settings.max_in_flight)
    # % if metrics
    metrics = Metrics(traffic)
    # % endif
    app = web.Application(
        client_max_size=settings.max_body_bytes,
        middlewares=[
            identify,
            # % if otel
            trace_requests,
            # % endif
            log_requests,
            # % if metrics
            metrics.measure,
            # % endif
            limit_traffic(traffic, settings.request_timeout),
        ],
    )
    app[TRAFFIC] = traffic
    app.add_routes(routes)
    # % if metrics
    app.router.add_get("/metrics", metrics.answer)
    # % endif
    app.on_response_prepare.append(close_when_draining)
    return app


async def close_when_draining(request: web.Request, response: web.StreamResponse) -> None:
    """Tell the client to send its next request elsewhere.

    ``force_close`` ends the connection but says nothing: the client would find out by losing
    the request that it sends meanwhile. So the header has to be set as well.
    """
    if request.app[TRAFFIC].draining:
        response.headers["Connection"] = "close"
        response.force_close()


async def run(settings: Settings) -> None:
    """Serve until a signal comes, then drain."""
    app = create_app(settings)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=settings.shutdown_timeout)
    with stop_on_signals() as stop:
        await runner.setup()
        try:
            site = web.TCPSite(runner, settings.host, settings.port)
            await site.start()
            logger.info("listening", extra={"addresses": runner.addresses})
            await stop.wait()
            await drain(app[TRAFFIC], site, settings)
        finally:
            await runner.cleanup()
    logger.info("stopped")


async def drain(traffic: Traffic, site: web.BaseSite, settings: Settings) -> None:
    """Stop in the order that loses nothing: not ready, still serving, closed, idle."""
    logger.info("draining", extra={"in_flight": traffic.in_flight})
    traffic.draining = True
    await asyncio.sleep(settings.drain_delay)
    await site.stop()
    try:
        async with asyncio.timeout(settings.shutdown_timeout):
            await traffic.wait_until_idle()
    except TimeoutError:
        logger.warning("requests are cut off", extra={"in_flight": traffic.in_flight})
