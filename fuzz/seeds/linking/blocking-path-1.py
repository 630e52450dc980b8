import os


def installed(folder: str) -> list[str]:
    return [name for name in os.listdir(folder) if name.endswith(".json")]
#---
from app.loader import installed


async def setup(folder: str) -> None:
    print(installed(folder))
#---
