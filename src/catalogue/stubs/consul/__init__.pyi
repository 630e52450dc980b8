# verified: python-consul 1.1.0
from typing import Any
class _Resource:
    service: _Resource
    check: _Resource
    node: _Resource
    @blocks("network", "high", use="asyncio.to_thread")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Consul:
    kv: _Resource
    catalog: _Resource
    agent: _Resource
    health: _Resource
    session: _Resource
    event: _Resource
    status: _Resource
    acl: _Resource
    def __init__(self, host="127.0.0.1", port=8500, token=None, scheme="http", consistency="default", dc=None, verify=True, cert=None) -> None: ...
