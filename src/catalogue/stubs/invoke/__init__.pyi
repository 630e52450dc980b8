# verified: invoke 3.0.3
from typing import Any
from invoke.context import Context
@blocks("subprocess", "high", use="asyncio.create_subprocess_exec", unless=["asynchronous=True", "disown=True"])
def run(command, *, asynchronous=False, disown=False, **kwargs) -> Any: ...
@blocks("subprocess", "high", use="asyncio.create_subprocess_exec", unless=["asynchronous=True", "disown=True"])
def sudo(command, *, asynchronous=False, disown=False, **kwargs) -> Any: ...
