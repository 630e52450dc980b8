# verified: replicate 1.0.7
from typing import Any
# An operation, or a namespace of operations such as `predictions`.
class _Resource:
    predictions: _Resource
    models: _Resource
    deployments: _Resource
    trainings: _Resource
    files: _Resource
    hardware: _Resource
    collections: _Resource
    accounts: _Resource
    webhooks: _Resource
    versions: _Resource
    @blocks("network", "high", use="replicate.async_run")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="replicate.async_run")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Client(_Resource):
    def __init__(self, api_token=None, *, base_url=None, timeout=None, **kwargs) -> None: ...
    async def async_run(self, ref, input=None, *, use_file_output=True, **params) -> Union[Any, AsyncIterator[Any]]: ...
@blocks("network", "high", use="replicate.async_run")
def run(*args: Any, **kwargs: Any) -> Any: ...
@blocks("network", "high", use="replicate.async_run")
def stream(*args: Any, **kwargs: Any) -> Any: ...
async def async_run(*args: Any, **kwargs: Any) -> Any: ...
