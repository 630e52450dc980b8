# verified: pymemcache 4.0.0
from pymemcache.client.base import Client, PooledClient
from pymemcache.client.hash import HashClient
