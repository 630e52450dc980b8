# verified: google-auth 2.62.2 with requests@2.34.2
from typing import Any, Self
from google.auth.credentials import Credentials as _Credentials
class Credentials(_Credentials):
    @blocks("network", "high", use="asyncio.to_thread")
    def refresh(self, request) -> None: ...
    @classmethod
    def from_service_account_info(cls, info: Any, **kwargs: Any) -> Self: ...
    @classmethod
    @blocks("file", "medium", use="asyncio.to_thread")
    def from_service_account_file(cls, filename: Any, **kwargs: Any) -> Self: ...
