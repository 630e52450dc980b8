"""Three workers get each job once; a lost job comes back after its lease, one that always fails is set aside."""

import asyncio

import pattern
from database import database, rows
from proving import run
from sqlalchemy.ext.asyncio import async_sessionmaker

CREATE = """CREATE TABLE jobs (id INTEGER PRIMARY KEY, body TEXT, leased_until REAL DEFAULT 0, attempts INTEGER DEFAULT 0)"""
FILL = "INSERT INTO jobs (body) VALUES " + ", ".join(f"('job {number}')" for number in range(30))


async def main() -> None:
    async with database(CREATE, FILL) as engine:
        sessions = async_sessionmaker(engine)
        done: list[str] = []

        async def worker() -> None:
            while (job := await pattern.claim(sessions, now=100)) is not None:
                done.append(job[1])
                await pattern.finish(sessions, job[0])

        await asyncio.gather(worker(), worker(), worker())
        assert sorted(done) == sorted(f"job {number}" for number in range(30))
        assert await rows(engine, "SELECT count(*) FROM jobs") == [(0,)]

    async with database(CREATE, "INSERT INTO jobs (body) VALUES ('bad')") as engine:
        sessions = async_sessionmaker(engine)
        now = 100.0
        for _ in range(5):
            assert await pattern.claim(sessions, now, lease=60) == (1, "bad")
            assert await pattern.claim(sessions, now + 59, lease=60) is None, "leased"
            now += 61
        assert await pattern.claim(sessions, now) is None, "five attempts are enough"
        assert await rows(engine, "SELECT attempts FROM jobs") == [(5,)]


run(main())
