"""The three ends of the pipeline: replace them with your own."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from itertools import count

STEP = 0.001


@dataclass(frozen=True, slots=True)
class Item:
    """What flows through the pipeline."""

    number: int
    text: str


async def source(items: int) -> AsyncGenerator[Item]:
    """Give so many items, or items without end."""
    for number in range(items) if items else count():
        await asyncio.sleep(0)
        yield Item(number, f"item {number}")


async def transform(item: Item) -> Item:
    """Turn one item into another; what it raises counts the item as failed."""
    await asyncio.sleep(STEP)
    return Item(item.number, item.text.upper())


async def sink(_items: Sequence[Item]) -> None:
    """Write items; they count as written when it returns."""
    await asyncio.sleep(STEP)
