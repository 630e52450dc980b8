# verified: homeassistant 2026.11.0; python 3.14
import asyncio
from typing import Any, Callable, Coroutine

# Functions with this mark are called by the event loop, whatever their names say.
@schedules("func")
def callback[T](func: T) -> T: ...
class HomeAssistant:
    loop: asyncio.AbstractEventLoop
    # The hub keeps the tasks that it makes.
    def async_create_task[T](self, target: Coroutine[Any, Any, T], name: str | None = None, eager_start: bool = True) -> asyncio.Task[T]: ...
    def async_create_background_task[T](self, target: Coroutine[Any, Any, T], name: str, eager_start: bool = True) -> asyncio.Task[T]: ...
    @offloads("target")
    def async_add_executor_job[T](self, target: Callable[..., T], *args: Any) -> asyncio.Future[T]: ...
