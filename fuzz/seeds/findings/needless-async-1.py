import abc
import asyncio
from typing import Protocol


class Source(Protocol):
    async def load(self) -> str: ...


class Base(abc.ABC):
    @abc.abstractmethod
    async def load(self) -> str:
        """Loads."""

    async def close(self) -> None:
        await asyncio.sleep(0)

    async def reset(self) -> None:
        raise NotImplementedError


class Memory(Base):
    async def load(self) -> str:
        return "memory"

    async def close(self) -> None:
        print("closed")
