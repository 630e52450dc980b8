"""Never more connections than the size; whoever waits too long gets an error, and the pool recovers."""

import asyncio
import tempfile
from pathlib import Path

import pattern
from proving import raises, run
from sqlalchemy import event, text
from sqlalchemy.exc import TimeoutError as PoolTimeout


async def main(url: str) -> None:
    engine = pattern.make_engine(url, size=3)
    out: list[int] = []
    event.listen(engine.sync_engine, "checkout", lambda *rest: out.append(engine.pool.checkedout()))

    async def query() -> int:
        async with engine.connect() as connection:
            return (await connection.execute(text("SELECT 1"))).scalar_one()

    assert await asyncio.gather(*[query() for _ in range(30)]) == [1] * 30
    assert max(out) == 3 and len(out) == 30
    assert engine.pool._timeout == 2
    engine.pool._timeout = 0.05
    held = [await engine.connect() for _ in range(3)]
    await raises(PoolTimeout, query())
    for connection in held:
        await connection.close()
    assert await query() == 1
    await engine.dispose()


with tempfile.TemporaryDirectory() as folder:
    run(main(f"sqlite+aiosqlite:///{Path(folder, 'test.db')}"))
