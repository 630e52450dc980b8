import redis
import redis.asyncio
from redis.asyncio import Redis


async def blocking(client: redis.Redis) -> None:
    client.get("a")
    client.set("a", "b")


async def fine(client: Redis, other: redis.asyncio.Redis) -> None:
    await client.get("a")
    await other.set("a", "b")


class Cache:
    def __init__(self, url: str) -> None:
        self.sync = redis.Redis(host=url)
        self.later = Redis(host=url)

    async def load(self, key: str) -> object:
        self.sync.get(key)
        return await self.later.get(key)
