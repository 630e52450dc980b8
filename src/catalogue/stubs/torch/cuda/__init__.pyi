# verified statically: torch 2.15.0
from typing import Any
@blocks("cpu", "high", use="asyncio.to_thread")
def synchronize(device=None) -> Any: ...
