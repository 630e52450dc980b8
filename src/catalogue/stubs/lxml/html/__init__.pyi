# verified: lxml 6.1.3
from typing import Any
@blocks("file", "medium", use="asyncio.to_thread", unless=["filename_or_url:io.BytesIO", "filename_or_url:io.StringIO"])
def parse(filename_or_url, parser=None, base_url=None, **kw) -> Any: ...
