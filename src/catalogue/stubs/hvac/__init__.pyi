# verified: hvac 2.4.0
from typing import Any
# An operation, or a namespace of operations such as `secrets.kv`.
class _Resource:
    kv: _Resource
    v1: _Resource
    v2: _Resource
    transit: _Resource
    database: _Resource
    aws: _Resource
    pki: _Resource
    identity: _Resource
    approle: _Resource
    kubernetes: _Resource
    token: _Resource
    userpass: _Resource
    ldap: _Resource
    jwt: _Resource
    github: _Resource
    gcp: _Resource
    azure: _Resource
    oidc: _Resource
    @blocks("network", "high", use="asyncio.to_thread")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Client:
    token: str | None
    url: str
    secrets: _Resource
    auth: _Resource
    sys: _Resource
    def __init__(self, url=None, token=None, cert=None, verify=None, timeout=30, proxies=None, allow_redirects=True, session=None, adapter=..., namespace=None, **kwargs) -> None: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def read(self, path, wrap_ttl=None) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def write(self, *args, **kwargs) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def delete(self, path) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def list(self, path) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def is_authenticated(self) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def login(self, url, use_token=True, **kwargs) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def logout(self, revoke_token=False) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def lookup_token(self, token=None, accessor=False, wrap_ttl=None) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def renew_token(self, token, increment=None, wrap_ttl=None) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def revoke_token(self, token, orphan=False, accessor=False) -> Any: ...
