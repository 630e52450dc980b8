import asyncio


class Connection:
    async def work(self) -> None:
        await asyncio.sleep(1)

    async def close(self) -> None:
        await asyncio.sleep(0)


async def handler(connection: Connection) -> None:
    try:
        await connection.work()
    finally:
        await connection.close()


async def shielded(connection: Connection) -> None:
    try:
        await connection.work()
    finally:
        await asyncio.shield(connection.close())


async def bounded(connection: Connection) -> None:
    try:
        await connection.work()
    finally:
        async with asyncio.timeout(1):
            await connection.close()


async def waits(connection: Connection) -> None:
    try:
        await connection.work()
    finally:
        await asyncio.wait_for(connection.close(), 1)
