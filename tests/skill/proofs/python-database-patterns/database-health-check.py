"""Healthy, full pool, broken file: the answer comes in time and names only the kind of error."""

import pattern
from database import database
from proving import run
from sqlalchemy.ext.asyncio import create_async_engine


async def main() -> None:
    async with database(pool_size=1, max_overflow=0, pool_timeout=30) as engine:
        assert await pattern.problem(engine) is None
        async with engine.connect():
            assert await pattern.problem(engine, seconds=0.05) == "TimeoutError"
        assert await pattern.problem(engine) is None and engine.pool.checkedout() == 0
    broken = create_async_engine("sqlite+aiosqlite:////no/such/folder/secret.db")
    answer = await pattern.problem(broken)
    assert answer == "OperationalError", answer
    await broken.dispose()


run(main())
