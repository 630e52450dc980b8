# verified: kombu 5.7.0
from typing import Any
class SimpleQueue:
    @blocks("network", "high", use="aio_pika", unless="block=False")
    def get(self, block=True, timeout=None) -> Any: ...
    @blocks("network", "high", use="aio_pika")
    def put(self, *args: Any, **kwargs: Any) -> Any: ...
