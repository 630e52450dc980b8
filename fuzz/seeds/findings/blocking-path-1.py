import os.path
from os.path import basename, join, splitext
from pathlib import Path, PurePath


async def handler(path: Path, name: str) -> None:
    join(name, "a")
    basename(name)
    splitext(name)
    os.path.dirname(name)
    os.path.normpath(name)
    print(path.name, path.suffix, path.parent, path / "a")
    path.with_suffix(".txt")
    path.relative_to("/")
    path.joinpath("a").as_posix()
    PurePath(name).match("*.py")
