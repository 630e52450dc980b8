# verified: google-auth 2.62.2 with requests@2.34.2
from typing import Any
from google.auth.credentials import Credentials
@blocks("network", "high", use="asyncio.to_thread")
def default(scopes=None, request=None, quota_project_id=None, default_scopes=None) -> tuple[Credentials, str | None]: ...
@blocks("file", "medium", use="asyncio.to_thread")
def load_credentials_from_file(filename, scopes=None, default_scopes=None, quota_project_id=None, request=None) -> tuple[Credentials, str | None]: ...
