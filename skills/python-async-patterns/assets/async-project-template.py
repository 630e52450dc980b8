#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp>=3.14"]
# ///
"""A service in one file: copy it, rename it, and replace `perform` and the handlers.

What it does when it is told to stop (SIGTERM, SIGINT), in this order, so that no request and no accepted job is lost:

1. `/ready` answers 503, every response carries `Connection: close`, new jobs are refused;
2. it goes on serving for `DRAIN_DELAY` seconds, until load balancers and clients have noticed;
3. it stops listening, then waits up to `DRAIN_LIMIT` seconds for requests in flight and queued jobs;
4. it closes what is left and ends with status 0, or 1 when the limit was too short.

Settings come from the environment (`Settings`), logs go to stderr as JSON. A worker that dies ends the process: a
service that only looks alive is worse than one that is started again.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import json
import logging
import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, fields

from aiohttp import web

logger = logging.getLogger("service")
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


class SettingsError(Exception):
    """A setting makes no sense; the message is for the operator."""


@dataclass(frozen=True)
class Settings:
    """What can be set: the environment variable is the name in capitals."""

    host: str = "127.0.0.1"
    port: int = 8080
    max_in_flight: int = 100
    max_queued_jobs: int = 1000
    max_body_bytes: int = 1024 * 1024
    workers: int = 4
    request_timeout: float = 10.0
    job_timeout: float = 30.0
    drain_delay: float = 5.0
    drain_limit: float = 25.0

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings, and name every faulty one at once."""
        values: dict[str, str | float] = {}
        faults: list[str] = []
        for setting in fields(cls):
            name = setting.name.upper()
            if name not in environment:
                continue
            values[setting.name] = text = environment[name]
            if not isinstance(setting.default, str):
                least = 1 if name.startswith(("MAX_", "WORKERS", "REQUEST_", "JOB_")) else 0
                try:
                    number = float(text) if isinstance(setting.default, float) else int(text)
                except ValueError:
                    faults.append(f"{name}={text!r} is no number of the right kind")
                    continue
                if not number >= least:
                    faults.append(f"{name}={text!r} is less than {least}")
                values[setting.name] = number
        if faults:
            raise SettingsError("; ".join(faults))
        return cls(**values)  # type: ignore[arg-type]


class JsonFormatter(logging.Formatter):
    """One JSON object a line, with the id of the request that it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as JSON."""
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class Service:
    """The state that handlers and workers share. Only the event loop's thread touches it."""

    def __init__(self, settings: Settings) -> None:
        """Start with nothing in flight."""
        self.settings = settings
        self.stopping = asyncio.Event()
        self.jobs: asyncio.Queue[tuple[str, str]] = asyncio.Queue(settings.max_queued_jobs)
        self.in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """Count a request for as long as it is handled."""
        self.in_flight += 1
        self._idle.clear()
        try:
            yield
        finally:
            self.in_flight -= 1
            if self.in_flight == 0:
                self._idle.set()

    async def work(self) -> None:
        """Do queued jobs, one after another, until cancelled. A bad job is logged and does not end the worker."""
        while True:
            identifier, payload = await self.jobs.get()
            token = request_id.set(identifier)
            try:
                async with asyncio.timeout(self.settings.job_timeout):
                    await perform(payload)
                logger.info("job done")
            except Exception:
                logger.exception("job failed")
            finally:
                request_id.reset(token)
                self.jobs.task_done()

    async def drained(self) -> None:
        """Wait until nothing is in flight and no job is left."""
        await self._idle.wait()
        await self.jobs.join()


async def perform(payload: str) -> None:
    """Do the work of a job. Replace this; call blocking code with `asyncio.to_thread`."""
    await asyncio.sleep(0.01 if payload else 0)


SERVICE = web.AppKey("service", Service)
REQUEST_ID = web.RequestKey("request_id", str)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give each request an id, refuse what is too much, and keep internal errors internal."""
    service = request.app[SERVICE]
    request[REQUEST_ID] = request.headers.get("X-Request-ID", "")[:64] or uuid.uuid4().hex
    token = request_id.set(request[REQUEST_ID])
    try:
        if service.in_flight >= service.settings.max_in_flight and request.path not in {"/health", "/ready"}:
            return web.json_response({"error": "busy"}, status=503, headers={"Retry-After": "1"})
        with service.counted():
            async with asyncio.timeout(service.settings.request_timeout):
                return await handler(request)
    except web.HTTPException:
        raise
    except TimeoutError:
        logger.warning("%s %s took too long", request.method, request.path)
        return web.json_response({"error": "timeout"}, status=504)
    except Exception:
        logger.exception("%s %s failed", request.method, request.path)
        return web.json_response({"error": "internal", "request_id": request_id.get()}, status=500)
    finally:
        request_id.reset(token)


async def mark_response(request: web.Request, response: web.StreamResponse) -> None:
    """Tell clients to open a new connection elsewhere once the service stops."""
    if REQUEST_ID in request:
        response.headers["X-Request-ID"] = request[REQUEST_ID]
    if request.app[SERVICE].stopping.is_set():
        # force_close() alone closes the connection without saying so: the client's next request would be lost.
        response.headers["Connection"] = "close"
        response.force_close()


async def health(_request: web.Request) -> web.Response:
    """Say that the process is alive: the loop runs, or there would be no answer."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """Say whether to send traffic here."""
    stopping = request.app[SERVICE].stopping.is_set()
    return web.json_response({"status": "stopping" if stopping else "ready"}, status=503 if stopping else 200)


async def greet(request: web.Request) -> web.Response:
    """Answer an ordinary request. Replace this."""
    await asyncio.sleep(0.05)
    return web.json_response({"hello": request.match_info["name"]})


async def accept_job(request: web.Request) -> web.Response:
    """Queue a job, or refuse it at once: 202 is a promise."""
    service = request.app[SERVICE]
    payload = await request.text()
    if service.stopping.is_set() or service.jobs.full():
        return web.json_response({"error": "busy"}, status=503, headers={"Retry-After": "1"})
    service.jobs.put_nowait((request_id.get(), payload))
    return web.json_response({"accepted": request_id.get()}, status=202)


def build_app(service: Service) -> web.Application:
    """Put the application together; tests use it, too."""
    app = web.Application(middlewares=[guard], client_max_size=service.settings.max_body_bytes)
    app[SERVICE] = service
    app.on_response_prepare.append(mark_response)
    app.router.add_get("/health", health)
    app.router.add_get("/ready", ready)
    app.router.add_get("/hello/{name}", greet)
    app.router.add_post("/jobs", accept_job)
    return app


@contextlib.asynccontextmanager
async def listening(service: Service) -> AsyncIterator[web.TCPSite]:
    """Serve until the block is left, then close every connection."""
    runner = web.AppRunner(build_app(service), access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, service.settings.host, service.settings.port)
        try:
            await site.start()
        except OSError as error:
            message = f"cannot listen on {service.settings.host} port {service.settings.port}: {error.strerror}"
            raise SettingsError(message) from error
        for address in runner.addresses:
            logger.info("listening on %s port %s", *address[:2])
        yield site
    finally:
        await runner.cleanup()


def stop_on_signals(stopping: asyncio.Event) -> None:
    """Set the event on SIGTERM and SIGINT, on Windows too."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stopping.set)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))


async def serve(settings: Settings) -> int:
    """Run the service until it is told to stop, and give the exit status."""
    service = Service(settings)
    stop_on_signals(service.stopping)
    status = 0
    async with listening(service) as site, asyncio.TaskGroup() as group:
        workers = [group.create_task(service.work()) for _ in range(settings.workers)]
        await service.stopping.wait()
        logger.info("stopping: %d in flight, %d jobs queued", service.in_flight, service.jobs.qsize())
        await asyncio.sleep(settings.drain_delay)
        await site.stop()
        try:
            async with asyncio.timeout(settings.drain_limit):
                await service.drained()
        except TimeoutError:
            logger.exception("gave up: %d in flight, %d jobs queued", service.in_flight, service.jobs.qsize())
            status = 1
        for worker in workers:
            worker.cancel()
    logger.info("stopped")
    return status


def main() -> int:
    """Set up logging and settings, then run the event loop."""
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[output])
    try:
        return asyncio.run(serve(Settings.read(os.environ)))
    except SettingsError as error:
        logger.critical("%s", error)
    except Exception:
        logger.critical("the service failed", exc_info=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
