# verified: notion-client 3.1.0
from typing import Any, Self
class _Resource:
    children: _Resource
    properties: _Resource
    @blocks("network", "high", use="notion_client.AsyncClient")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="notion_client.AsyncClient")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Client:
    databases: _Resource
    pages: _Resource
    blocks: _Resource
    users: _Resource
    comments: _Resource
    def __init__(self, options=None, client=None, **kwargs) -> None: ...
    @blocks("network", "high", use="notion_client.AsyncClient")
    def search(self, **kwargs: Any) -> Any: ...  # made at run time
    @blocks("network", "high", use="notion_client.AsyncClient")
    def request(self, path, method, query=None, body=None, form_data=None, auth=None) -> Any: ...
class AsyncClient: ...
