# verified: groq 1.7.0
from typing import Any, Self

# An operation, or a namespace of operations.
class _Resource:
    audio: _Resource
    batches: _Resource
    chat: _Resource
    completions: _Resource
    embeddings: _Resource
    files: _Resource
    models: _Resource
    speech: _Resource
    transcriptions: _Resource
    translations: _Resource
    with_raw_response: _Resource
    with_streaming_response: _Resource
    @blocks("network", "high", use="groq.AsyncGroq")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="groq.AsyncGroq")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Groq(_Resource):
    def __init__(self, *, api_key=None, base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False) -> None: ...
class AsyncGroq:
    def __init__(self, *, api_key=None, base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False) -> None: ...
