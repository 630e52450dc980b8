# verified: urllib3 2.8.0
from typing import Any
from urllib3 import connection, connectionpool, exceptions, poolmanager, response, util
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool, connection_from_url
from urllib3.poolmanager import PoolManager, ProxyManager, proxy_from_url
from urllib3.response import BaseHTTPResponse, HTTPResponse
from urllib3.util import Retry, Timeout
@blocks("http", "high", use="aiohttp.ClientSession.request", source="ruff flake8-async")
def request(method, url, *, body=None, fields=None, headers=None, preload_content=True, decode_content=True, redirect=True, retries=None, timeout=3, json=None) -> BaseHTTPResponse: ...
def disable_warnings(category=...) -> None: ...
