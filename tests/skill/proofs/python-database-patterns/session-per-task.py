"""Counts come in order with a session each, never more than allowed; one session for two tasks is refused."""

import bad
import pattern
from database import database
from proving import raises, run
from sqlalchemy import event
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def main() -> None:
    tables = [f"table {number}" for number in range(6)]
    create = [f'CREATE TABLE "{name}" (n INTEGER)' for name in tables]
    fill = [f'INSERT INTO "{name}" VALUES (1), (2)' for name in tables[::2]]
    async with database(*create, *fill, begin="BEGIN", pool_size=10) as engine:
        out: list[int] = []
        event.listen(engine.sync_engine, "checkout", lambda *rest: out.append(engine.pool.checkedout()))
        sessions = async_sessionmaker(engine)
        assert await pattern.counts(sessions, tables, at_once=3) == [2, 0, 2, 0, 2, 0]
        assert len(out) == 6 and max(out) <= 3, out
        assert engine.pool.checkedout() == 0

        session = AsyncSession(engine)
        error = await raises(InvalidRequestError, bad.two(session))
        assert "concurrent operations are not permitted" in str(error), error
        import asyncio

        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            if "execute" in repr(task.get_coro()):
                await asyncio.wait([task])  # gather left the sibling running
        await session.close()


run(main())
