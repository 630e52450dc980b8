"""What to watch, read from a JSON file."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Product:
    name: str
    limit: float
    urls: tuple[str, ...]


@dataclass
class Settings:
    folder: Path
    products: list[Product] = field(default_factory=list)
    recipient: str = "nobody@example.org"
    interval: float = 300.0
    port: int = 8080

    @classmethod
    def load(cls, path: Path) -> "Settings":
        data = json.loads(path.read_text(encoding="utf-8"))
        products = [Product(item["name"], item["limit"], tuple(item["urls"])) for item in data["products"]]
        return cls(path.parent, products, data["recipient"])

    @property
    def database(self) -> Path:
        return self.folder / "prices.db"

    @property
    def rates(self) -> dict[str, float]:
        """Exchange rates; another program rewrites the file every hour."""
        rates: dict[str, float] = json.loads((self.folder / "rates.json").read_text(encoding="utf-8"))
        return rates
