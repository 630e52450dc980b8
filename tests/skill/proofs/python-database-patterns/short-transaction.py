"""No connection is held during the slow call; an order that changed meanwhile is not marked."""

import asyncio

import pattern
from database import database, rows
from proving import run
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker


async def main() -> None:
    create = "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER, state TEXT)"
    fill = "INSERT INTO orders VALUES (1, 50, 'new'), (2, 70, 'new')"
    async with database(create, fill, pool_size=1, max_overflow=0, pool_timeout=0.1) as engine:
        sessions = async_sessionmaker(engine)
        charged: list[int] = []

        async def charge(amount: int) -> None:
            assert engine.pool.checkedout() == 0
            charged.append(amount)
            await asyncio.sleep(0)

        assert await pattern.pay(sessions, 1, charge) is True
        assert await pattern.pay(sessions, 1, charge) is False and charged == [50]

        async def cancelled_meanwhile(amount: int) -> None:
            async with sessions.begin() as session:  # would hang if the only connection were held
                await session.execute(text("UPDATE orders SET state = 'cancelled' WHERE id = 2"))

        assert await pattern.pay(sessions, 2, cancelled_meanwhile) is False
        assert await rows(engine, "SELECT state FROM orders") == [("paid",), ("cancelled",)]


run(main())
