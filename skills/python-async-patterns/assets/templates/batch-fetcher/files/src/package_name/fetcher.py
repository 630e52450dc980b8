"""Fetches one URL at a time for each caller, politely and with patience."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import ClientConnectionError, ClientError, ClientPayloadError, ClientSession
from yarl import URL

from .breaker import Breaker
from .retry import RETRY_STATUS, backoff, retry_after
from .settings import Settings
# % if otel
from .telemetry import tracer
# % endif

logger = logging.getLogger(__name__)

Extract = Callable[[str, bytes], dict[str, object]]


class PassingError(Exception):
    """A failure that another attempt may get over."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        """Say what happened, and how long the server wants to be left alone."""
        super().__init__(reason)
        self.wait = wait


class Fetcher:
    """Attempts, limits and breakers of all hosts."""

    def __init__(self, session: ClientSession, extract: Extract, settings: Settings) -> None:
        """Fetch with ``session``; keep what ``extract`` returns."""
        self._session = session
        self._extract = extract
        self._settings = settings
        self._limits: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(settings.per_host)
        )
        self._breakers: defaultdict[str, Breaker] = defaultdict(
            lambda: Breaker(settings.breaker_failures, settings.breaker_pause)
        )

    async def fetch(self, url: str) -> dict[str, object]:
        """Return the result for ``url``, whatever happens to it."""
        settings = self._settings
        attempt = 0
        while True:
            attempt += 1
            try:
                found = await self._attempt(url)
            except PassingError as error:
                if attempt >= settings.max_attempts:
                    return {"url": url, "ok": False, "attempts": attempt, "error": str(error)}
                logger.info("trying again", extra={"url": url, "reason": str(error)})
                delay = backoff(attempt, settings.retry_delay, settings.longest_delay)
                await asyncio.sleep(max(delay, error.wait))
            except (ClientError, ValueError) as error:
                return {"url": url, "ok": False, "attempts": attempt, "error": repr(error)}
            except Exception as error:
                # Most likely from ``extract``: one odd page must not stop the others.
                logger.exception("failed", extra={"url": url})
                return {"url": url, "ok": False, "attempts": attempt, "error": repr(error)}
            else:
                return {"url": url, "ok": True, "attempts": attempt, **found}

    async def _attempt(self, url: str) -> dict[str, object]:
        host = URL(url).host or ""
        breaker = self._breakers[host]
        async with self._limits[host]:
            await admitted(breaker)
            try:
                # % if otel
                with tracer.start_as_current_span("fetch"):
                    found = await self._get(url)
                # % else
                found = await self._get(url)
                # % endif
            except PassingError:
                breaker.failed()
                raise
            breaker.succeeded()
            return found

    async def _get(self, url: str) -> dict[str, object]:
        limit = self._settings.max_body_bytes
        try:
            async with (
                asyncio.timeout(self._settings.request_timeout),
                self._session.get(url) as response,
            ):
                if response.status in RETRY_STATUS:
                    header = response.headers.get("Retry-After")
                    wait = retry_after(header, datetime.now(UTC), self._settings.longest_delay)
                    reason = f"status {response.status}"
                    raise PassingError(reason, wait)
                response.raise_for_status()
                body = await response.content.read(limit + 1)
                while len(body) <= limit and not response.content.at_eof():
                    body += await response.content.read(limit + 1 - len(body))
        except TimeoutError as error:
            reason = "no answer in time"
            raise PassingError(reason) from error
        except (ClientConnectionError, ClientPayloadError) as error:
            raise PassingError(repr(error)) from error
        if len(body) > limit:
            message = f"more than {limit} bytes"
            raise ValueError(message)
        return await asyncio.to_thread(self._extract, url, body)


async def admitted(breaker: Breaker) -> None:
    """Return when the breaker lets the caller pass."""
    delay = breaker.delay()
    while delay:
        await asyncio.sleep(delay)
        delay = breaker.delay()
