# verified: pdfplumber 0.11.10
from typing import Any
from pdfplumber.pdf import PDF
@blocks("file", "medium", use="asyncio.to_thread")
def open(path_or_fp: Any, pages: Any = None, laparams: Any = None, password: str | None = None, **kwargs: Any) -> PDF: ...
