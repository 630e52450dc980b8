from typing import Annotated, Optional

import httpx
import requests


async def plain(session: requests.Session, url: str) -> None:
    session.get(url)


async def quoted(session: "requests.Session", url: str) -> None:
    session.get(url)


async def optional(session: Optional[requests.Session], url: str) -> None:
    if session is not None:
        session.get(url)


async def union(session: requests.Session | None, url: str) -> None:
    if session:
        session.get(url)


async def annotated(session: Annotated[requests.Session, "shared"], url: str) -> None:
    session.get(url)


async def containers(pool: dict[str, requests.Session], many: list[httpx.Client], url: str) -> None:
    pool["a"].get(url)
    for client in many:
        client.get(url)
    many[0].get(url)


async def twin(client: httpx.AsyncClient, many: list[httpx.AsyncClient], url: str) -> None:
    await client.get(url)
    for each in many:
        await each.get(url)
