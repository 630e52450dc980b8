# verified: web3 8.0.0
from typing import Any
from web3.eth import AsyncEth, Eth
class Web3:
    eth: Eth
    @blocks("http", "high", use="web3.AsyncWeb3")
    def is_connected(self, *args: Any, **kwargs: Any) -> Any: ...
    @property
    @blocks("http", "high", use="web3.AsyncWeb3")
    def client_version(self) -> Any: ...
class AsyncWeb3:
    eth: AsyncEth
    async def is_connected(self, *args: Any, **kwargs: Any) -> Any: ...
