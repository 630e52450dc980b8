import time


class Backoff:
    def __init__(self, base: float) -> None:
        self.base = base

    def pause(self, attempt: int) -> None:
        time.sleep(self.base * 2**attempt)

    def delay(self, attempt: int) -> float:
        return self.base * 2**attempt
#---
import asyncio

from sdk.retry import Backoff


class Client:
    def __init__(self, backoff: Backoff | None = None) -> None:
        self._backoff = backoff or Backoff(0.1)

    async def _once(self, key: str) -> str:
        await asyncio.sleep(0)
        return key

    async def send(self, key: str) -> str:
        for attempt in range(3):
            try:
                return await self._once(key)
            except OSError:
                self._backoff.pause(attempt)
        raise OSError(key)

    async def send_politely(self, key: str) -> str:
        for attempt in range(3):
            try:
                return await self._once(key)
            except OSError:
                await asyncio.sleep(self._backoff.delay(attempt))
        raise OSError(key)
#---
