# verified: anyio 4.16.0
from typing import Any, Callable
@offloads("func")
async def run_sync[T](func: Callable[..., T], *args: Any, cancellable: bool = False, limiter: Any = None) -> T: ...
