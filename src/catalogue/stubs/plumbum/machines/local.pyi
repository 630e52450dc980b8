# verified: plumbum 2.0.2
from typing import Any
from plumbum.commands.base import BaseCommand
class _Commands:
    @blocks("subprocess", "high", use="asyncio.create_subprocess_exec")
    def __getattr__(self, name) -> Any: ...
class LocalMachine:
    cmd: _Commands
    def __getitem__(self, cmd) -> BaseCommand: ...
local: LocalMachine
