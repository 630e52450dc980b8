import asyncio
import threading


class Client:
    async def aclose(self) -> None:
        await asyncio.sleep(0.1)


class Holder:
    def __init__(self) -> None:
        self._mutex = threading.RLock()
        self._client: Client | None = None

    async def replace(self) -> None:
        with self._mutex:
            if self._client is not None:
                await self._client.aclose()
            self._client = Client()

    async def replace_right(self) -> None:
        old = self._client
        self._client = Client()
        if old is not None:
            await old.aclose()
