# verified: python-docx 1.2.0
from typing import Any
from docx.document import Document as _Document
@blocks("file", "medium", use="asyncio.to_thread", unless="docx:io.BytesIO")
def Document(docx=None) -> _Document: ...
