# verified statically: torch 2.15.0
from typing import Any
from torch import cuda, hub, jit
@blocks("file", "high", use="asyncio.to_thread", unless="f:io.BytesIO")
def load(f, map_location=None, **pickle_load_args) -> Any: ...
@blocks("file", "high", use="asyncio.to_thread", unless="f:io.BytesIO")
def save(obj, f, **kwargs) -> Any: ...
