"""Connections and the driver's threads end with the block, also on an error."""

import tempfile
import threading
from pathlib import Path

import pattern
from proving import raises, run, until
from sqlalchemy import text


async def main(url: str) -> None:
    before = threading.active_count()
    async with pattern.open_database(url) as sessions:
        async with sessions() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        async with sessions() as session:
            assert await session.scalar(text("SELECT 2")) == 2
        assert threading.active_count() == before + 1, "one connection, used twice"
    await until(lambda: threading.active_count() == before)

    async def fails() -> None:
        async with pattern.open_database(url) as sessions, sessions() as session:
            await session.execute(text("SELECT * FROM nothing"))

    from sqlalchemy.exc import OperationalError

    await raises(OperationalError, fails())
    await until(lambda: threading.active_count() == before)


with tempfile.TemporaryDirectory() as folder:
    run(main(f"sqlite+aiosqlite:///{Path(folder, 'test.db')}"))
