# verified statically: weasyprint 70.0
from typing import Any
class HTML:
    @blocks("cpu", "high", use="asyncio.to_thread")
    def write_pdf(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("cpu", "high", use="asyncio.to_thread")
    def render(self, *args: Any, **kwargs: Any) -> Any: ...
