"""The history of prices in SQLite."""

import sqlite3
from pathlib import Path


class Store:
    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute("CREATE TABLE IF NOT EXISTS prices (name TEXT, price REAL)")

    def save(self, name: str, price: float) -> None:
        with self._connection:
            self._connection.execute("INSERT INTO prices VALUES (?, ?)", (name, price))

    def history(self, name: str) -> list[float]:
        rows = self._connection.execute("SELECT price FROM prices WHERE name = ?", (name,))
        return [price for (price,) in rows]

    def close(self) -> None:
        self._connection.close()
