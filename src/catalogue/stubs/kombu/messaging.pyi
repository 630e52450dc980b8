# verified: kombu 5.7.0
from typing import Any
class Producer:
    @blocks("network", "high", use="aio_pika")
    def publish(self, *args: Any, **kwargs: Any) -> Any: ...
