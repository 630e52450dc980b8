# verified: redis 8.1.0
from typing import Any, AsyncIterator, Self
from redis.asyncio.client import Redis, StrictRedis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.connection import BlockingConnectionPool, Connection, ConnectionPool
from redis.asyncio.sentinel import Sentinel
from redis.exceptions import ConnectionError, RedisError, ResponseError, TimeoutError, WatchError
def from_url(url, **kwargs) -> Redis: ...
