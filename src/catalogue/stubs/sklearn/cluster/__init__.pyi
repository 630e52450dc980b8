# verified: scikit-learn 1.9.1
from typing import Any, Self
class KMeans:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
class DBSCAN:
    @blocks("cpu", "medium", use="loop.run_in_executor")
    def fit(self, *args: Any, **kwargs: Any) -> Self: ...
