from typing import Literal, overload


class AsyncStore:
    async def save(self, key: str) -> None:
        print(key)


class Store:
    def save(self, key: str) -> None:
        print(key)


@overload
def connect(url: str, blocking: Literal[False]) -> AsyncStore: ...
@overload
def connect(*, timeout: float | None) -> AsyncStore: ...
@overload
def connect(*, blocking: Literal[True]) -> Store: ...
def connect(url: str = "", blocking: bool = False, timeout: float | None = None) -> AsyncStore | Store:
    return Store() if blocking else AsyncStore()


class Service:
    def __init__(self, store: AsyncStore | Store) -> None:
        self.store = store

    async def save(self) -> None:
        if isinstance(self.store, AsyncStore):
            self.store.save("a")
            await self.store.save("b")
        else:
            self.store.save("c")


def script() -> None:
    connect(blocking=True).save("d")
    connect(timeout=None).save("e")
