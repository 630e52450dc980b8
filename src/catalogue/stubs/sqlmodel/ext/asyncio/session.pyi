# verified: sqlmodel 0.0.50 with greenlet@3.5.6
from typing import Any
from sqlalchemy.ext.asyncio import AsyncSession as _AsyncSession
class AsyncSession(_AsyncSession):
    async def exec(self, statement, *, params=None, execution_options=..., bind_arguments=None, _parent_execute_state=None, _add_event=None): ...
