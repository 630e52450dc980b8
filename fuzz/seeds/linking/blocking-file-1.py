from functools import cached_property
from pathlib import Path


class Settings:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.loaded = False

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def name(self) -> str:
        return self.path.name
#---
from app.settings import Settings


async def handler(settings: Settings) -> None:
    print(settings.name, settings.loaded)
    print(settings.text)
#---
