"""Prometheus metrics of one application."""

import time

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from .traffic import Traffic


class Metrics:
    """Counts, durations and requests in flight; a registry of its own keeps tests apart."""

    def __init__(self, traffic: Traffic) -> None:
        """Measure requests, and read ``traffic`` at each scrape."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests",
            "Requests by method, route and status",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time to the response by method and route",
            ["method", "route"],
            registry=self._registry,
        )
        in_flight = Gauge("http_requests_in_flight", "Open requests", registry=self._registry)
        in_flight.set_function(lambda: traffic.in_flight)

    @web.middleware
    async def measure(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count the request and its duration."""
        started = time.perf_counter()
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            # The route's pattern, never the path itself: the number of series stays bounded.
            resource = request.match_info.route.resource
            route = resource.canonical if resource else "none"
            self._requests.labels(request.method, route, status).inc()
            self._seconds.labels(request.method, route).observe(time.perf_counter() - started)
        return response

    async def answer(self, _request: web.Request) -> web.Response:
        """Handle ``GET /metrics``."""
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
