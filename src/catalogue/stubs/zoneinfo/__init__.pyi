# verified: python 3.13
from typing import Any
from datetime import tzinfo
class ZoneInfoNotFoundError(KeyError): ...
class ZoneInfo(tzinfo):
    key: str
    @blocks("file", "info", use="a time zone made once at startup")
    def __init__(self, key: str) -> None: ...
@blocks("path", "low", use="asyncio.to_thread")
def available_timezones() -> set[str]: ...
