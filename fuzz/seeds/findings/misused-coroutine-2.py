import inspect
from collections.abc import Awaitable


class Provider:
    async def token(self) -> str:
        return "t"

    async def user(self, cookie: str) -> str:
        found = self.token()
        if isinstance(found, Awaitable):
            found = await found
        return found or cookie

    async def name(self, cookie: str) -> str:
        found = self.token()
        if inspect.isawaitable(found):
            found = await found
        return found or cookie

    async def forgotten(self, cookie: str) -> str:
        found = self.token()
        return found or cookie
