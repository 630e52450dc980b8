import operator
import time
from operator import attrgetter, itemgetter, methodcaller


class Pool:
    def warm(self) -> None:
        time.sleep(1)


class Node:
    def __init__(self) -> None:
        self.pool = Pool()

    def ping(self) -> int:
        time.sleep(1)
        return 1

    def name(self) -> str:
        return "node"

    @property
    def load(self) -> int:
        time.sleep(1)
        return 1


async def main(nodes: list[Node]) -> None:
    list(map(methodcaller("ping"), nodes))
    list(map(methodcaller("name"), nodes))
    sorted(nodes, key=attrgetter("load"))
    sorted(nodes, key=operator.attrgetter("pool"))
    ping = methodcaller("ping")
    ping(nodes[0])
    warm = attrgetter("pool.warm")
    warm(nodes[0])
    warm(nodes[0])()
    list(map(itemgetter(0), [[1]]))
    methodcaller("missing")(nodes[0])
    attrgetter()(nodes[0])


import time


class Inner:
    def work(self) -> None:
        time.sleep(1)


class Proxy:
    def __init__(self, inner) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        found = getattr(self._inner, name)
        if name.startswith("_"):
            raise AttributeError(name)
        return found


class Typed:
    def __init__(self, inner: Inner) -> None:
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)


async def main() -> None:
    Proxy(Inner()).work()
    Proxy({}).work()
    Typed(Inner()).work()
    Typed(Inner()).rest()
