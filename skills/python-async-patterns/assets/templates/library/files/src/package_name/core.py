"""The async core: a cache that loads each key once, however many ask for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

Load = Callable[[str], Awaitable[str]]


class AsyncCache:
    """Keeps what ``load`` returned for ``keep`` seconds."""

    def __init__(
        self,
        load: Load,
        *,
        keep: float,
        timeout: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Load with ``load``, which gets ``timeout`` seconds."""
        self._load = load
        self._keep = keep
        self._timeout = timeout
        self._clock = clock
        self._values: dict[str, tuple[float, str]] = {}
        self._loading: dict[str, asyncio.Task[str]] = {}
        self._closed = False

    async def __aenter__(self) -> Self:
        """Open the cache."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Cancel what is still loading."""
        self._closed = True
        loading = list(self._loading.values())
        for task in loading:
            task.cancel()
        if loading:
            await asyncio.wait(loading)

    async def get(self, key: str) -> str:
        """Return the value of ``key``, loaded if it is not fresh; errors are not kept."""
        if self._closed:
            message = "the cache is closed"
            raise RuntimeError(message)
        expires, value = self._values.get(key, (0.0, ""))
        if self._clock() < expires:
            return value
        task = self._loading.get(key)
        if task is None:
            task = asyncio.create_task(self._fill(key))
            self._loading[key] = task
            task.add_done_callback(lambda _: self._loading.pop(key, None))
        # Shielded: a caller who gives up does not take the value away from the others.
        return await asyncio.shield(task)

    async def _fill(self, key: str) -> str:
        async with asyncio.timeout(self._timeout):
            value = await self._load(key)
        self._values[key] = (self._clock() + self._keep, value)
        return value
