"""SQLite databases in temporary folders for proofs, set up for concurrent use."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


@asynccontextmanager
async def database(*statements: str, begin: str | None = "BEGIN IMMEDIATE", **options: Any) -> AsyncIterator[AsyncEngine]:
    """An engine on a new file, after the statements have been executed; transactions begin with ``begin``."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_async_engine(f"sqlite+aiosqlite:///{Path(folder, 'test.db')}", **options)
        if begin is not None:

            @event.listens_for(engine.sync_engine, "connect")
            def connect(connection: Any, record: object) -> None:
                cursor = connection.cursor()
                cursor.execute("PRAGMA journal_mode = WAL")
                cursor.close()

            @event.listens_for(engine.sync_engine, "begin")
            def start(connection: Any) -> None:
                connection.exec_driver_sql(begin)

        try:
            async with engine.begin() as connection:
                for statement in statements:
                    await connection.execute(text(statement))
            yield engine
        finally:
            await engine.dispose()


@asynccontextmanager
async def counting(engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    seen: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", count)


async def rows(engine: AsyncEngine, query: str) -> list[tuple[Any, ...]]:
    """What a new connection sees."""
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]
