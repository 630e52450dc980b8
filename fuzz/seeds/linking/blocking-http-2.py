from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.client import Client


async def job(client: Client) -> None:
    client.fetch("a")
#---
import requests


class Client:
    def __init__(self) -> None:
        self._session = requests.Session()

    def fetch(self, key: str) -> str:
        return self._session.get(f"https://api.example/{key}").text
#---
