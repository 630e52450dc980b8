# verified: redis 8.1.0
from typing import Any, AsyncIterator, Generator, Self
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.lock import Lock
class _Commands:
    async def get(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def set(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def getdel(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def getex(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def getset(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def mget(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def mset(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def setex(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def psetex(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def setnx(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def incr(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def incrby(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def decr(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def decrby(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def append(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def strlen(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def delete(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def unlink(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def exists(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def expire(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def expireat(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def pexpire(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def persist(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def ttl(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def pttl(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def rename(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def type(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def keys(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def scan(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hget(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hset(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hsetnx(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hmget(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hgetall(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hdel(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hexists(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hincrby(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hkeys(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hvals(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hlen(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def hscan(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def lpush(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def rpush(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def lpop(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def rpop(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def lrange(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def llen(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def lrem(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def ltrim(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def lindex(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def blpop(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def brpop(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def lmove(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def sadd(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def srem(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def smembers(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def sismember(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def scard(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def spop(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def sscan(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def sunion(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def sinter(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zadd(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zrem(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zrange(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zrevrange(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zrangebyscore(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zremrangebyscore(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zscore(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zcard(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zcount(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zincrby(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zpopmin(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zpopmax(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def zscan(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def publish(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def ping(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def info(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def flushdb(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def flushall(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def dbsize(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xadd(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xread(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xreadgroup(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xack(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xlen(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xrange(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xrevrange(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xtrim(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xdel(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xgroup_create(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xpending(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def xautoclaim(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def eval(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def evalsha(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def script_load(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def config_get(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def config_set(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def client_list(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def time(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def setbit(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def getbit(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def pfadd(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def pfcount(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    async def geoadd(self, *args: Any, **kwargs: Any) -> Any: ...  # returns an awaitable
    def scan_iter(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]: ...
class Redis(_Commands):
    connection_pool: ConnectionPool
    def __init__(self, *, host="localhost", port=6379, db=0, password=None, socket_timeout=5, socket_connect_timeout=5, socket_read_size=32768, socket_keepalive=True, socket_keepalive_options=..., connection_pool=None, unix_socket_path=None, encoding="utf-8", encoding_errors="strict", decode_responses=False, retry_on_timeout=False, retry=..., retry_on_error=None, ssl=False, ssl_keyfile=None, ssl_certfile=None, ssl_cert_reqs="required", ssl_include_verify_flags=None, ssl_exclude_verify_flags=None, ssl_ca_certs=None, ssl_ca_data=None, ssl_ca_path=None, ssl_check_hostname=True, ssl_min_version=None, ssl_ciphers=None, ssl_password=None, max_connections=None, single_connection_client=False, health_check_interval=0, client_name=None, lib_name=..., lib_version=..., driver_info=..., username=None, auto_close_connection_pool=None, redis_connect_func=None, credential_provider=None, protocol=None, legacy_responses=True, event_dispatcher=None, maint_notifications_config=None) -> None: ...
    @classmethod
    def from_url(cls, url, single_connection_client=False, auto_close_connection_pool=None, **kwargs) -> Self: ...
    def __await__(self) -> Generator[Any, None, Self]: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type, exc_value, traceback) -> None: ...
    async def execute_command(self, *args, **options) -> Any: ...
    def pipeline(self, transaction=True, shard_hint=None) -> Pipeline: ...
    def pubsub(self, **kwargs) -> PubSub: ...
    def lock(self, name, timeout=None, sleep=0.1, blocking=True, blocking_timeout=None, lock_class=None, thread_local=True, raise_on_release_error=True) -> Lock: ...
    async def aclose(self, close_connection_pool=None) -> None: ...
    async def initialize(self): ...
    async def close(self, close_connection_pool=None) -> None: ...
StrictRedis = Redis
class PubSub:
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type, exc_value, traceback) -> None: ...
    async def subscribe(self, *args, **kwargs) -> None: ...
    def unsubscribe(self, *args): ...
    async def psubscribe(self, *args, **kwargs) -> None: ...
    def punsubscribe(self, *args): ...
    async def get_message(self, ignore_subscribe_messages=False, timeout=0.0): ...
    async def aclose(self): ...
    async def close(self) -> None: ...
    async def run(self, *, exception_handler=None, poll_timeout=1.0, pubsub=None) -> None: ...
    def listen(self) -> AsyncIterator[dict[str, Any]]: ...
class Pipeline:
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type, exc_value, traceback) -> None: ...
    def __await__(self) -> Generator[Any, None, Self]: ...
    async def execute(self, raise_on_error=True) -> List[Any]: ...
    async def watch(self, *names): ...
    async def unwatch(self): ...
    async def reset(self): ...
    def multi(self) -> None: ...
