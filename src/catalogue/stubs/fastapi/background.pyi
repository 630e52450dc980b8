# verified: fastapi 0.165.0
from typing import Any, Callable
class BackgroundTasks:
    @offloads("func")
    def add_task(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> None: ...
