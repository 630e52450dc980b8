import asyncio


class Lease:
    async def __aenter__(self) -> str:
        await asyncio.sleep(0)
        return "connection"

    async def __aexit__(self, *error: object) -> None:
        await asyncio.sleep(0)


class Pool:
    def lease(self) -> Lease:
        return Lease()
#---
from app.pool import Pool


class Service:
    def __init__(self) -> None:
        self.pool = Pool()

    async def run(self) -> None:
        with self.pool.lease() as connection:
            print(connection)
        async with self.pool.lease() as connection:
            print(connection)
#---
