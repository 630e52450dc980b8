import sqlite3
from contextlib import contextmanager


class Transaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *error: object) -> None:
        self.connection.commit()


@contextmanager
def opened(path: str):
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


async def handler(connection: sqlite3.Connection, path: str) -> None:
    with Transaction(connection) as current:
        print(current)
    with opened(path) as other:
        print(other)
