# verified: python-binance 1.0.37
from typing import Any
from binance.client import Client
class AsyncClient:
    @classmethod
    async def create(cls, *args: Any, **kwargs: Any) -> AsyncClient: ...
