# verified: gql 4.4.0
from typing import Any
from gql.client import Client
def gql(*args: Any, **kwargs: Any) -> Any: ...
