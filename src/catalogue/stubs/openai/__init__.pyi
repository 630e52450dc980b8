# verified: openai 3.54.0
from typing import Any, Self
class APIError(Exception): ...
class APIConnectionError(APIError): ...
class APITimeoutError(APIConnectionError): ...
class APIStatusError(APIError): ...
class RateLimitError(APIStatusError): ...
# An operation, or a namespace of operations such as `chat.completions`.
class _Resource:
    admin: _Resource
    admin_api_keys: _Resource
    agents: _Resource
    alerts: _Resource
    alpha: _Resource
    api_keys: _Resource
    artifacts: _Resource
    assistants: _Resource
    audio: _Resource
    audit_logs: _Resource
    automations: _Resource
    batches: _Resource
    beta: _Resource
    calls: _Resource
    cases: _Resource
    certificates: _Resource
    chat: _Resource
    chatkit: _Resource
    checkpoints: _Resource
    client_secrets: _Resource
    completions: _Resource
    containers: _Resource
    content: _Resource
    content_provenance_checks: _Resource
    conversations: _Resource
    credentials: _Resource
    data_retention: _Resource
    decisions: _Resource
    embeddings: _Resource
    environments: _Resource
    evals: _Resource
    event_types: _Resource
    events: _Resource
    external_keys: _Resource
    external_storage: _Resource
    federation_rules: _Resource
    file_batches: _Resource
    files: _Resource
    fine_tuning: _Resource
    forks: _Resource
    graders: _Resource
    groups: _Resource
    hosted_tool_permissions: _Resource
    images: _Resource
    input_items: _Resource
    input_tokens: _Resource
    invites: _Resource
    invocations: _Resource
    items: _Resource
    jobs: _Resource
    live: _Resource
    messages: _Resource
    model_permissions: _Resource
    models: _Resource
    moderations: _Resource
    organization: _Resource
    output_items: _Resource
    parts: _Resource
    permissions: _Resource
    projects: _Resource
    rate_limits: _Resource
    realtime: _Resource
    responses: _Resource
    roles: _Resource
    runs: _Resource
    safety: _Resource
    service_accounts: _Resource
    service_tier_settings: _Resource
    sessions: _Resource
    sideband: _Resource
    skills: _Resource
    speech: _Resource
    spend_alerts: _Resource
    spend_limit: _Resource
    steps: _Resource
    subagents: _Resource
    templates: _Resource
    threads: _Resource
    traces: _Resource
    transcription_sessions: _Resource
    transcriptions: _Resource
    translations: _Resource
    turns: _Resource
    uploads: _Resource
    usage: _Resource
    users: _Resource
    vaults: _Resource
    vector_stores: _Resource
    versions: _Resource
    videos: _Resource
    voice_consents: _Resource
    voices: _Resource
    webhooks: _Resource
    workload_identity_providers: _Resource
    with_raw_response: _Resource
    with_streaming_response: _Resource
    @blocks("network", "high", use="openai.AsyncOpenAI")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="openai.AsyncOpenAI")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class OpenAI(_Resource):
    def __init__(self, *, api_key=None, admin_api_key=None, workload_identity=None, organization=None, project=None, webhook_secret=None, provider=None, base_url=..., data_residency=None, websocket_base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False, _enforce_credentials=True) -> None: ...
    def __enter__(self) -> Self: ...
    def with_options(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    def copy(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    def is_closed(self) -> Any: ...
    def close(self) -> Any: ...
class AzureOpenAI(_Resource):
    def __init__(self, *, api_version=None, azure_endpoint=None, azure_deployment=None, api_key=None, admin_api_key=None, workload_identity=None, azure_ad_token=None, azure_ad_token_provider=None, organization=None, project=None, webhook_secret=None, websocket_base_url=None, base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False, _enforce_credentials=True) -> None: ...
    def __enter__(self) -> Self: ...
    def with_options(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, api_version=None, azure_ad_token=None, azure_ad_token_provider=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    def copy(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, api_version=None, azure_ad_token=None, azure_ad_token_provider=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    def is_closed(self) -> Any: ...
    def close(self) -> Any: ...
class AsyncOpenAI:
    def __init__(self, *, api_key=None, admin_api_key=None, workload_identity=None, organization=None, project=None, webhook_secret=None, provider=None, base_url=..., data_residency=None, websocket_base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False, _enforce_credentials=True) -> None: ...
    async def __aenter__(self) -> Self: ...
    def with_options(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    def copy(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    async def close(self) -> None: ...
class AsyncAzureOpenAI:
    def __init__(self, *, azure_endpoint=None, azure_deployment=None, api_version=None, api_key=None, admin_api_key=None, workload_identity=None, azure_ad_token=None, azure_ad_token_provider=None, organization=None, project=None, webhook_secret=None, base_url=None, websocket_base_url=None, timeout=..., max_retries=2, default_headers=None, default_query=None, http_client=None, _strict_response_validation=False, _enforce_credentials=True) -> None: ...
    async def __aenter__(self) -> Self: ...
    def with_options(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, api_version=None, azure_ad_token=None, azure_ad_token_provider=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    def copy(self, *, api_key=None, admin_api_key=None, workload_identity=None, provider=..., organization=None, project=None, webhook_secret=None, websocket_base_url=None, api_version=None, azure_ad_token=None, azure_ad_token_provider=None, base_url=..., data_residency=None, timeout=..., http_client=None, max_retries=..., default_headers=None, set_default_headers=None, default_query=None, set_default_query=None, _enforce_credentials=None, _extra_kwargs=...) -> Self: ...
    async def close(self) -> None: ...
