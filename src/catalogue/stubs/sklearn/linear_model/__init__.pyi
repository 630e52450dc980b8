# verified: scikit-learn 1.9.1
from typing import Any, Self
class LinearRegression:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class LogisticRegression:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class Ridge:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class Lasso:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class ElasticNet:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class SGDClassifier:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
