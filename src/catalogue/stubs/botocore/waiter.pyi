# verified: botocore 1.44.5
from typing import Any
class Waiter:
    @blocks("network", "high", use="aiobotocore")
    def wait(self, **kwargs) -> None: ...
