import asyncio
from typing import Protocol, overload


class Source(Protocol):
    async def get(self, timeout: float) -> str: ...


@overload
async def load(timeout: float) -> str: ...
@overload
async def load(timeout: None) -> None: ...
async def load(timeout: float | None) -> str | None:
    await asyncio.sleep(timeout or 0)
    return None
