# verified: scikit-learn 1.9.1
from typing import Any, Self
class SVC:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class SVR:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class LinearSVC:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
