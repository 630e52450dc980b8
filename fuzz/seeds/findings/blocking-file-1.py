from dataclasses import dataclass, field
from pathlib import Path


class Template:
    def __init__(self, path: Path) -> None:
        self.text = path.read_text()


@dataclass
class Document:
    path: Path
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.path.read_text()


@dataclass
class Reference:
    path: Path


class Lazy:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __getattr__(self, name: str) -> str:
        return self._path.joinpath(name).read_text()


async def handler(path: Path) -> None:
    template = Template(path)
    document = Document(path)
    reference = Reference(path)
    lazy = Lazy(path)
    print(lazy.title)
    print(template.text, document.text, reference.path)
