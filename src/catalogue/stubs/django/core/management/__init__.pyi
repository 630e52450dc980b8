# verified: django 6.1.3
from typing import Any
@blocks("database", "high", use="sync_to_async")
def call_command(command_name, *args, **options) -> Any: ...
