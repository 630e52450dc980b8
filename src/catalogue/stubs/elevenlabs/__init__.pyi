# verified: elevenlabs 2.78.0
from typing import Any, Self
# An operation, or a namespace of operations.
class _Resource:
    text_to_speech: _Resource
    speech_to_text: _Resource
    speech_to_speech: _Resource
    voices: _Resource
    models: _Resource
    history: _Resource
    user: _Resource
    conversational_ai: _Resource
    agents: _Resource
    dubbing: _Resource
    studio: _Resource
    projects: _Resource
    samples: _Resource
    pronunciation_dictionaries: _Resource
    audio_isolation: _Resource
    text_to_sound_effects: _Resource
    text_to_voice: _Resource
    workspace: _Resource
    usage: _Resource
    music: _Resource
    @blocks("network", "high", use="elevenlabs.AsyncElevenLabs")
    def __getattr__(self, name: str) -> Any: ...
    @blocks("network", "high", use="elevenlabs.AsyncElevenLabs")
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
class ElevenLabs(_Resource):
    def __init__(self, *, base_url=None, environment=..., api_key=None, headers=None, timeout=240, follow_redirects=True, httpx_client=None) -> None: ...
class AsyncElevenLabs:
    def __init__(self, *, base_url=None, environment=..., api_key=None, headers=None, timeout=240, follow_redirects=True, httpx_client=None) -> None: ...
