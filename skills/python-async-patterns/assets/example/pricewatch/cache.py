"""Keeps rendered pages, so that a page is made once."""

import threading
from collections.abc import Awaitable, Callable


class PageCache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: dict[str, str] = {}

    async def get(self, name: str, make: Callable[[str], Awaitable[str]]) -> str:
        with self._lock:
            if name not in self._pages:
                self._pages[name] = await make(name)
            return self._pages[name]

    async def forget(self, name: str) -> None:
        self._pages.pop(name, None)
