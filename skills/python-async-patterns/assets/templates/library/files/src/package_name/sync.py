"""The sync face of the core: same names, same results, no ``await``."""

from types import TracebackType
from typing import Self

from .core import AsyncCache, Load
from .portal import Portal


class Cache:
    """Keeps what ``load`` returned for ``keep`` seconds; for code without asyncio."""

    def __init__(self, load: Load, *, keep: float, timeout: float = 30.0) -> None:
        """Load with ``load``, which gets ``timeout`` seconds."""
        self._portal = Portal()
        self._cache = AsyncCache(load, keep=keep, timeout=timeout)

    def __enter__(self) -> Self:
        """Open the cache."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the cache and its event loop."""
        self._portal.run(self._cache.__aexit__(kind, error, trace))
        self._portal.close()

    def get(self, key: str) -> str:
        """Return the value of ``key``, loaded if it is not fresh."""
        return self._portal.run(self._cache.get(key))
