# verified: selenium 4.51.0
from typing import Any, Callable
class WebDriverWait:
    def __init__(self, driver, timeout, poll_frequency=0.5, ignored_exceptions=None) -> None: ...
    @blocks("network", "high", use="asyncio.to_thread")
    @calls("method")
    def until(self, method, message="") -> Any: ...
    @blocks("network", "high", use="asyncio.to_thread")
    @calls("method")
    def until_not(self, method, message="") -> Any: ...
