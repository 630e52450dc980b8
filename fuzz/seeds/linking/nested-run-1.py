import asyncio


class Client:
    async def aquery(self, text: str) -> str:
        await asyncio.sleep(0.1)
        return text

    def query(self, text: str) -> str:
        return asyncio.run(self.aquery(text))
#---
import asyncio

from app.client import Client


async def handler(client: Client) -> None:
    print(client.query("a"))
    print(await client.aquery("a"))
    print(await asyncio.to_thread(client.query, "a"))


def script(client: Client) -> None:
    print(client.query("a"))
#---
