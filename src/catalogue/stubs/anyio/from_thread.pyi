# verified: anyio 4.16.0
from typing import Any, Awaitable, Callable
from contextlib import AbstractContextManager
from anyio.abc import BlockingPortal
@blocks("wait", "medium", use="await")
def run[T](func: Callable[..., Awaitable[T]], *args: Any) -> T: ...
@blocks("wait", "medium", use="await")
@schedules("func")
def run_sync[T](func: Callable[..., T], *args: Any) -> T: ...
@blocks("wait", "high", use="await")
def start_blocking_portal(backend="asyncio", backend_options=None, *, name=None) -> AbstractContextManager[BlockingPortal]: ...
