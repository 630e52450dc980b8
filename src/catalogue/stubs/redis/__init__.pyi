# verified: redis 8.1.0
from redis import client, cluster, commands, connection, exceptions, lock, sentinel
from redis.client import Redis, StrictRedis
from redis.cluster import RedisCluster
from redis.connection import BlockingConnectionPool, Connection, ConnectionPool, SSLConnection
from redis.exceptions import AuthenticationError, BusyLoadingError, ConnectionError, DataError, InvalidResponse, PubSubError, ReadOnlyError, RedisError, ResponseError, TimeoutError, WatchError
from redis.sentinel import Sentinel
def from_url(url, **kwargs) -> Redis: ...
