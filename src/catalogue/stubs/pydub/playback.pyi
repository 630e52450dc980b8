# verified: pydub 0.25.1 with audioop-lts@0.2.2
from typing import Any
@blocks("device", "high", use="asyncio.to_thread")
def play(*args: Any, **kwargs: Any) -> Any: ...
