# verified: celery 5.7.0
from typing import Any
from celery.app.control import Control
from celery.result import AsyncResult
class Celery:
    control: Control
    @blocks("network", "medium", use="asyncio.to_thread")
    def send_task(self, *args: Any, **kwargs: Any) -> AsyncResult: ...
class Task:
    @blocks("network", "medium", use="asyncio.to_thread")
    def delay(self, *args: Any, **kwargs: Any) -> AsyncResult: ...
    @blocks("network", "medium", use="asyncio.to_thread")
    def apply_async(self, *args: Any, **kwargs: Any) -> AsyncResult: ...
def shared_task(*args, **kwargs) -> Any: ...
