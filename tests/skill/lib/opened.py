"""Tells in which thread files are opened: `open` in the loop's thread is what stalls it on a slow disk."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_watched: list[tuple[str, set[str]]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _watched:
        for folder, seen in list(_watched):
            if str(arguments[0]).startswith(folder):
                main = threading.current_thread() is threading.main_thread()
                seen.add("loop" if main else "thread")


sys.addaudithook(_hook)


@contextmanager
def opened_in(folder: Path) -> Iterator[set[str]]:
    """Collect "loop" or "thread" for each file below the folder that is opened meanwhile."""
    entry: tuple[str, set[str]] = (str(folder), set())
    _watched.append(entry)
    try:
        yield entry[1]
    finally:
        _watched.remove(entry)
