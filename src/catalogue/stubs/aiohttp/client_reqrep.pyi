# verified: aiohttp 3.14.5
from aiohttp import ClientResponse
