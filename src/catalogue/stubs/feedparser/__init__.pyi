# verified: feedparser 6.0.14
from typing import Any
@blocks("network", "medium", use="asyncio.to_thread")
def parse(url_file_stream_or_string, etag=None, modified=None, agent=None, referrer=None, handlers=None, request_headers=None, response_headers=None, resolve_relative_uris=None, sanitize_html=None) -> Any: ...
