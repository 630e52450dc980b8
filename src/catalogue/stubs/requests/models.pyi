# verified: requests 2.34.2
from typing import Any, Generator, Self
class Request:
    method: str
    url: str
    headers: Any
    def __init__(self, method=None, url=None, headers=None, files=None, data=None, params=None, auth=None, cookies=None, hooks=None, json=None) -> None: ...
    def prepare(self) -> PreparedRequest: ...
class PreparedRequest:
    method: str
    url: str
    headers: Any
    body: Any
class Response:
    status_code: int
    headers: Any
    url: str
    encoding: str | None
    history: list[Response]
    reason: str
    cookies: Any
    elapsed: Any
    request: PreparedRequest
    raw: Any
    ok: bool
    is_redirect: bool
    apparent_encoding: str
    links: dict[str, Any]
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    def json(self, **kwargs) -> Any: ...
    def raise_for_status(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *args) -> None: ...
    @blocks("http", "high", use="aiohttp.ClientResponse.content.iter_chunked")
    def iter_content(self, chunk_size=1, decode_unicode=False) -> Generator[Any, None, None]: ...
    @blocks("http", "high", use="aiohttp.ClientResponse.content.iter_chunked")
    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None) -> Generator[Any, None, None]: ...
    def __iter__(self) -> Generator[bytes, None, None]: ...
