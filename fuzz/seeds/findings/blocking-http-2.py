from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import httpx
import requests


@contextmanager
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        yield made


class Gateway:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        print("left")

    def load(self, url: str) -> str:
        return httpx.get(url).text


async def handler(url: str) -> None:
    with session() as current:
        current.get(url)
    with Gateway() as gateway:
        gateway.load(url)
