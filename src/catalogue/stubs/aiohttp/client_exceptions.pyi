# verified: aiohttp 3.14.5
from aiohttp import ClientError, ClientResponseError, ClientConnectionError, ClientOSError, ClientConnectorError, ClientPayloadError, ContentTypeError, ServerDisconnectedError, ServerTimeoutError
