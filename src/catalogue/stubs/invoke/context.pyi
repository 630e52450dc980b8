# verified: invoke 3.0.3
from typing import Any
class Context:
    @blocks("subprocess", "high", use="asyncio.create_subprocess_exec", unless=["asynchronous=True", "disown=True"])
    def run(self, command, *, asynchronous=False, disown=False, **kwargs) -> Any: ...
    @blocks("subprocess", "high", use="asyncio.create_subprocess_exec", unless=["asynchronous=True", "disown=True"])
    def sudo(self, command, *, asynchronous=False, disown=False, **kwargs) -> Any: ...
