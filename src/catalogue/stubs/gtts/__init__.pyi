# verified: gTTS 2.5.4
from typing import Any
class gTTS:
    @blocks("http", "high", use="asyncio.to_thread")
    def save(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("http", "high", use="asyncio.to_thread")
    def write_to_fp(self, *args: Any, **kwargs: Any) -> Any: ...
