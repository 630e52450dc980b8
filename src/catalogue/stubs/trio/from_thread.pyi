# verified: trio 0.35.0
from typing import Any, Awaitable, Callable
@blocks("wait", "medium", use="await")
def run[T](afn: Callable[..., Awaitable[T]], *args: Any, trio_token: Any = None) -> T: ...
@blocks("wait", "medium", use="await")
@schedules("fn")
def run_sync[T](fn: Callable[..., T], *args: Any, trio_token: Any = None) -> T: ...
