# verified: pymemcache 4.0.0
from pymemcache import client
from pymemcache.client.base import Client, PooledClient
from pymemcache.client.hash import HashClient
