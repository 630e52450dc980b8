"""An async cache, and the same for code without asyncio."""

from .core import AsyncCache
from .sync import Cache

__all__ = ["AsyncCache", "Cache"]
