import contextlib
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from a import Node
else:
    Node = object


class Store(Protocol):
    def get(self) -> int: ...


class Disk:
    def get(self) -> int:
        time.sleep(1)
        return 1


class Key[T](str): ...


STORE: Store = Disk()
KEY: Key[Disk] = Key("k")
ALL: dict[str, Store] = {}
ALL["a"] = Disk()


def make() -> Store | None:
    return same(Disk())


def same(store: Store) -> Store:
    return store


def start(n=1, store=None):
    if n > 1 or 3 <= n:
        use(store)


def use(store):
    store.get()


@dataclass
class Peer:
    waiting: queue.Queue = field(default_factory=queue.Queue)


class Field:
    def __init__(self, slow=False):
        self.slow = slow

    def __get__(self, owner, kind=None):
        if self.slow:
            time.sleep(1)


class Record:
    plain = Field()
    slow = Field(slow=True)
    store: Store

    def __init__(self):
        self.store = make()
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def locked(self):
        with self.lock:
            yield

    async def run(self, peer: Peer, node: Node, app, q: queue.Queue):
        with self.locked():
            await app[KEY].get()
        app.get(KEY).get()
        STORE.get()
        ALL["a"].get()
        peer.waiting.put(1)
        self.plain, self.slow
        start(2, Disk())
        while not q.empty():
            q.get()
