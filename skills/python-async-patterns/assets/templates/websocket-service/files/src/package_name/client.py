"""A client that stays connected."""

import asyncio
import logging
import secrets
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

OPEN_TIMEOUT = 10.0

logger = logging.getLogger(__name__)
_random = secrets.SystemRandom()


class Client:
    """Receives messages, and connects again whenever the connection ends."""

    def __init__(
        self,
        url: str,
        receive: Callable[[str | bytes], None],
        *,
        first_delay: float = 0.5,
        longest_delay: float = 30.0,
    ) -> None:
        """Pass each message from ``url`` to ``receive``."""
        self._url = url
        self._receive = receive
        self._first_delay = first_delay
        self._longest_delay = longest_delay

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            try:
                async with connect(self._url, open_timeout=OPEN_TIMEOUT) as connection:
                    failures = 0
                    await self._listen(connection)
            except (OSError, ConnectionClosed, InvalidHandshake) as error:
                logger.info("connection failed", extra={"reason": str(error)})
            failures += 1
            # Random, so that all clients of a server that restarts do not come at once.
            longest = min(self._first_delay * 2.0 ** min(failures, 30), self._longest_delay)
            await asyncio.sleep(_random.uniform(longest / 2, longest))

    async def _listen(self, connection: ClientConnection) -> None:
        async for message in connection:
            self._receive(message)
        logger.info("connection closed", extra={"code": connection.close_code})
