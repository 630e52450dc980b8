# verified: django 6.1.3
from typing import Any, Self
class CursorWrapper:
    def __enter__(self) -> Self: ...
    def __exit__(self, type, value, traceback) -> None: ...
    @blocks("database", "high", use="sync_to_async")
    def execute(self, sql, params=None) -> Any: ...
    @blocks("database", "high", use="sync_to_async")
    def executemany(self, sql, param_list) -> Any: ...
    @blocks("database", "high", use="sync_to_async")
    def callproc(self, procname, params=None, kparams=None) -> Any: ...
    @blocks("database", "high", use="sync_to_async")
    def fetchone(self) -> Any: ...  # made at run time
    @blocks("database", "high", use="sync_to_async")
    def fetchmany(self, *args: Any) -> list[Any]: ...  # made at run time
    @blocks("database", "high", use="sync_to_async")
    def fetchall(self, *args: Any) -> list[Any]: ...  # made at run time
