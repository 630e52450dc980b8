# verified: exceptiongroup 1.3.2
from builtins import BaseExceptionGroup, ExceptionGroup
from contextlib import AbstractContextManager, suppress
from typing import Any
def catch(__handlers: Any) -> AbstractContextManager[bool]: ...
