"""Old code works unchanged, in the thread of the loop, and the loop runs on while its queries run."""

import asyncio
import threading

import pattern
from database import database, rows
from proving import run
from sqlalchemy.ext.asyncio import AsyncSession


async def main() -> None:
    async with database() as engine:
        await pattern.create_tables(engine)
        async with AsyncSession(engine) as session, session.begin():
            assert await pattern.learn(session, ["a", "b"]) == 2
        async with AsyncSession(engine) as session, session.begin():
            assert await pattern.learn(session, ["b", "c"]) == 1
        assert await rows(engine, "SELECT text FROM words ORDER BY text") == [("a",), ("b",), ("c",)]

        turns = 0
        ended = asyncio.Event()

        async def others() -> None:
            nonlocal turns
            while not ended.is_set():
                turns += 1
                await asyncio.sleep(0)

        def where(session) -> int:
            before = turns
            session.connection().exec_driver_sql("SELECT 1")
            assert turns > before, "others ran while the query was awaited"
            return threading.get_ident()

        task = asyncio.create_task(others())
        await asyncio.sleep(0)
        async with AsyncSession(engine) as session:
            assert await session.run_sync(where) == threading.get_ident()
        ended.set()
        await task


run(main())
