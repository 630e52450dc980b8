# verified: python-whois 0.9.6
from typing import Any
@blocks("network", "high", use="asyncio.to_thread")
def whois(*args: Any, **kwargs: Any) -> Any: ...
