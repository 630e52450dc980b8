"""What happens around every request: identity, log line, admission, time limit."""

import asyncio
import logging
import re
import time
import uuid

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from .logs import log_context
# % if otel
from .telemetry import tracer
# % endif
from .traffic import OverloadedError, Traffic

REQUEST_ID = "X-Request-ID"
UNLIMITED = frozenset({"/health", "/ready", "/metrics"})

logger = logging.getLogger(__name__)
_request_id = re.compile(r"[\w.-]{1,64}", re.ASCII)


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, or keep the caller's; name it in logs and in the response."""
    request_id = request.headers.get(REQUEST_ID, "")
    if not _request_id.fullmatch(request_id):
        request_id = uuid.uuid4().hex
    with log_context(request_id=request_id):
        try:
            response = await handler(request)
        except web.HTTPException as error:
            error.headers[REQUEST_ID] = request_id
            raise
    response.headers[REQUEST_ID] = request_id
    return response


@web.middleware
async def log_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log one line per request, and turn an unexpected error into a 500 that is logged."""
    started = time.perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
    except web.HTTPException as error:
        status = error.status
        raise
    except Exception:
        logger.exception("request failed")
        raise web.HTTPInternalServerError from None
    finally:
        fields = {
            "method": request.method,
            "path": request.path,
            "status": status,
            "seconds": round(time.perf_counter() - started, 6),
        }
        logger.info("request", extra=fields)
    return response
# % if otel


@web.middleware
async def trace_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Record a span per request."""
    with tracer.start_as_current_span(f"{request.method} {request.path}"):
        return await handler(request)
# % endif


def limit_traffic(traffic: Traffic, seconds: float) -> Middleware:
    """Answer 503 when too much is in flight, and 504 when a handler takes too long."""

    @web.middleware
    async def limit(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in UNLIMITED:
            return await handler(request)
        try:
            with traffic.admit():
                async with asyncio.timeout(seconds):
                    return await handler(request)
        except OverloadedError:
            headers = {"Retry-After": "1"}
            raise web.HTTPServiceUnavailable(headers=headers, text="overloaded") from None
        except TimeoutError:
            raise web.HTTPGatewayTimeout(text="the request took too long") from None

    return limit
