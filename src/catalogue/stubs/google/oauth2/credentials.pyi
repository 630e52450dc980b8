# verified: google-auth 2.62.2 with requests@2.34.2
from typing import Any, Self
from google.auth.credentials import Credentials as _Credentials
class Credentials(_Credentials):
    refresh_token: Any
    def __init__(self, token, refresh_token=None, id_token=None, token_uri=None, client_id=None, client_secret=None, scopes=None, default_scopes=None, quota_project_id=None, expiry=None, rapt_token=None, refresh_handler=None, enable_reauth_refresh=False, granted_scopes=None, trust_boundary=None, universe_domain="googleapis.com", account=None) -> None: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def refresh(self, request) -> None: ...
