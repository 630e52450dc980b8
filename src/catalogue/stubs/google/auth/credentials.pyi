# verified: google-auth 2.62.2 with requests@2.34.2
from typing import Any
class Credentials:
    token: Any
    expiry: Any
    valid: bool
    expired: bool
    @blocks("network", "high", use="asyncio.to_thread")
    def refresh(self, request) -> None: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def before_request(self, request, method, url, headers) -> None: ...
