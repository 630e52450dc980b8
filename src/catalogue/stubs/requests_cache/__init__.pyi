# verified: requests-cache 1.3.3
from typing import Any
from requests import Session
class CachedSession(Session):
    def __init__(self, cache_name="http_cache", backend=None, serializer=None, expire_after=-1, urls_expire_after=None, cache_control=False, content_root_key=None, allowable_codes=..., allowable_methods=..., always_revalidate=False, ignored_parameters=..., match_headers=False, filter_fn=None, key_fn=None, read_only=False, stale_if_error=False, autoclose=True, **kwargs) -> None: ...
