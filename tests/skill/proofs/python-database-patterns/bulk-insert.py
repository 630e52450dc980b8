"""Every row arrives, a statement per batch, and a second run changes nothing."""

import pattern
from database import counting, database, rows
from proving import raises, run
from sqlalchemy import Column, Integer, MetaData, String, Table

TABLE = Table("items", MetaData(), Column("id", Integer, primary_key=True), Column("name", String))


async def source(count: int, break_at: int = -1):
    for number in range(count):
        if number == break_at:
            raise ConnectionError
        yield {"id": number, "name": f"item {number}"}


async def main() -> None:
    async with database("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)") as engine:
        await raises(ConnectionError, pattern.load(engine, TABLE, source(1050, break_at=700), size=500))
        assert await rows(engine, "SELECT count(*) FROM items") == [(500,)], "whole batches only"
        async with counting(engine) as statements:
            assert await pattern.load(engine, TABLE, source(1050), size=500) == 1050
        assert len([s for s in statements if s.startswith("INSERT")]) == 3, len(statements)
        assert await rows(engine, "SELECT count(*), max(name) FROM items") == [(1050, "item 999")]
        assert await pattern.load(engine, TABLE, source(0)) == 0


run(main())
