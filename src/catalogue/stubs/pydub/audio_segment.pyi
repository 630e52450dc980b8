# verified: pydub 0.25.1 with audioop-lts@0.2.2
from typing import Any, Self
class AudioSegment:
    @classmethod
    @blocks("subprocess", "high", use="asyncio.to_thread")
    def from_file(cls, *args: Any, **kwargs: Any) -> Self: ...
    @classmethod
    @blocks("subprocess", "high", use="asyncio.to_thread")
    def from_mp3(cls, *args: Any, **kwargs: Any) -> Self: ...
    @classmethod
    @blocks("subprocess", "high", use="asyncio.to_thread")
    def from_ogg(cls, *args: Any, **kwargs: Any) -> Self: ...
    @classmethod
    @blocks("subprocess", "high", use="asyncio.to_thread")
    def from_flv(cls, *args: Any, **kwargs: Any) -> Self: ...
    @blocks("subprocess", "high", use="asyncio.to_thread")
    def export(self, *args: Any, **kwargs: Any) -> Any: ...
    @classmethod
    @blocks("file", "medium", use="asyncio.to_thread")
    def from_wav(cls, *args: Any, **kwargs: Any) -> Self: ...
