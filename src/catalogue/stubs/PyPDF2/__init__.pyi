# verified: PyPDF2 3.0.1
from typing import Any
class PdfReader:
    @blocks("file", "medium", use="asyncio.to_thread", unless="stream:io.BytesIO")
    def __init__(self, stream, strict=False, password=None) -> None: ...
class PdfWriter:
    @blocks("file", "medium", use="asyncio.to_thread", unless="stream:io.BytesIO")
    def write(self, stream) -> Any: ...
class PdfMerger:
    @blocks("file", "medium", use="asyncio.to_thread")
    def write(self, fileobj) -> Any: ...
