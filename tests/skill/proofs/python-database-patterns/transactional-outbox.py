"""A change that is rolled back sends nothing; what was sent but not marked is sent again; order is kept."""

import pattern
from database import database, rows
from proving import raises, run
from sqlalchemy.ext.asyncio import async_sessionmaker

TABLES = (
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT)",
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY, body TEXT, sent INTEGER DEFAULT 0)",
)


async def main() -> None:
    async with database(*TABLES) as engine:
        sessions = async_sessionmaker(engine)
        for item in ("tea", "milk", "nothing"):
            try:
                async with sessions.begin() as session:
                    await pattern.order(session, item)
                    if item == "nothing":
                        raise LookupError
            except LookupError:
                pass
        assert await rows(engine, "SELECT item FROM orders") == [("tea",), ("milk",)]
        sent: list[tuple[int, str]] = []

        async def send(number: int, body: str) -> None:
            sent.append((number, body))
            if len(sent) == 2:
                raise ConnectionError("after it was sent")

        await raises(ConnectionError, pattern.relay(sessions, send))
        assert await pattern.relay(sessions, send) == 1
        assert sent == [(1, "ordered tea"), (2, "ordered milk"), (2, "ordered milk")]
        assert await pattern.relay(sessions, send) == 0
        assert engine.pool.checkedout() == 0


run(main())
