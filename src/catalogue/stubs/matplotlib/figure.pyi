# verified: matplotlib 3.11.2
from typing import Any
class Figure:
    @blocks("cpu", "medium", use="asyncio.to_thread")
    def savefig(self, fname, **kwargs) -> Any: ...
