# verified: cohere 7.3.1
from typing import Any, Self

# An operation, or a namespace of operations.
class _Resource:
    v2: _Resource
    chat: _Resource
    connectors: _Resource
    datasets: _Resource
    embed_jobs: _Resource
    finetuning: _Resource
    models: _Resource
    @blocks("network", "high", use="cohere.AsyncClient")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="cohere.AsyncClient")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Client(_Resource):
    def __init__(self, api_key=None, *, base_url=None, environment=..., client_name=None, timeout=None, max_retries=None, httpx_client=None, thread_pool_executor=..., log_warning_experimental_features=True) -> None: ...
class ClientV2(_Resource):
    def __init__(self, api_key=None, *, base_url=None, environment=..., client_name=None, timeout=None, max_retries=None, httpx_client=None, thread_pool_executor=..., log_warning_experimental_features=True) -> None: ...
class AsyncClient:
    def __init__(self, api_key=None, *, base_url=None, environment=..., client_name=None, timeout=None, max_retries=None, httpx_client=None, thread_pool_executor=..., log_warning_experimental_features=True) -> None: ...
class AsyncClientV2:
    def __init__(self, api_key=None, *, base_url=None, environment=..., client_name=None, timeout=None, max_retries=None, httpx_client=None, thread_pool_executor=..., log_warning_experimental_features=True) -> None: ...
