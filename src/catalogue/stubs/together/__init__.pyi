# verified: together 3.1.1
from typing import Any, Self

# An operation, or a namespace of operations.
class _Resource:
    ab_experiments: _Resource
    adapters: _Resource
    audio: _Resource
    batches: _Resource
    beta: _Resource
    chat: _Resource
    checkpoints: _Resource
    clusters: _Resource
    completions: _Resource
    configs: _Resource
    costs: _Resource
    deployments: _Resource
    embeddings: _Resource
    endpoints: _Resource
    evals: _Resource
    files: _Resource
    fine_tuning: _Resource
    hardware: _Resource
    images: _Resource
    jig: _Resource
    model_resources: _Resource
    models: _Resource
    operations: _Resource
    organization: _Resource
    placement_profiles: _Resource
    post_training: _Resource
    prepare_for_fp4_inference: _Resource
    projects: _Resource
    queue: _Resource
    realtime: _Resource
    remediations: _Resource
    remote_uploads: _Resource
    rerank: _Resource
    rollouts: _Resource
    secrets: _Resource
    sessions: _Resource
    shadow_experiments: _Resource
    speech: _Resource
    storage: _Resource
    supported_models: _Resource
    targets: _Resource
    transcriptions: _Resource
    translations: _Resource
    usage: _Resource
    videos: _Resource
    voices: _Resource
    volumes: _Resource
    with_raw_response: _Resource
    with_streaming_response: _Resource
    @blocks("network", "high", use="together.AsyncTogether")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="together.AsyncTogether")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class Together(_Resource):
    def __init__(self, *, project_id=None, api_key=None, base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False) -> None: ...
class AsyncTogether:
    def __init__(self, *, project_id=None, api_key=None, base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False) -> None: ...
