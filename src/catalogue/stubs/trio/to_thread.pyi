# verified: trio 0.35.0
from typing import Any, Callable
@offloads("sync_fn")
async def run_sync[T](sync_fn: Callable[..., T], *args: Any, thread_name: str | None = None, abandon_on_cancel: bool = False, limiter: Any = None) -> T: ...
