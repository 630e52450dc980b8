# verified: python 3.13
from io import TextIOWrapper
@blocks("file", "medium", use="asyncio.to_thread")
def open(filename) -> TextIOWrapper: ...
