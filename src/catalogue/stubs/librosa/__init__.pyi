# verified statically: librosa 1.0.0
from typing import Any
@blocks("cpu", "high", use="asyncio.to_thread")
def load(*args: Any, **kwargs: Any) -> Any: ...
