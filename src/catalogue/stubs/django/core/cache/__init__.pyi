# verified: django 6.1.3
from typing import Any
from django.core.cache.backends.base import BaseCache
cache: BaseCache
caches: _Caches
class _Caches:
    def __getitem__(self, alias: str) -> BaseCache: ...
