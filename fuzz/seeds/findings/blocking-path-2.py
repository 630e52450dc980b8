import asyncio
from pathlib import Path


async def handler(folder: Path) -> None:
    found = folder.glob("*.py")
    for path in found:
        print(path.name)
    names = [path.name for path in folder.iterdir()]
    print(names, await asyncio.to_thread(list, folder.rglob("*")))
