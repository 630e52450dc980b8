"""Run mypy --strict on the blocks of a pattern, for proofs about types."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from mypy import api

FOUND = re.compile(r"^[^:\n]+:(\d+): error: (.*?)\s+\[([a-z-]+)\]$", re.MULTILINE)


def faults(name: str, *options: str) -> list[tuple[int, str, str]]:
    """Line, error code and message of everything that mypy finds in a file beside the proof."""
    folder = Path.cwd()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out, err, status = api.run(
            ["--strict", "--cache-dir", str(folder / "cache"), "--no-error-summary", "--no-pretty", *options, str(folder / name)]
        )
    assert status in (0, 1) and not err, (status, out, err)
    found = [(int(line), code, text) for line, text, code in FOUND.findall(out.replace(f"{folder}/", ""))]
    assert (status == 1) == bool(found), out
    return found


def passes(name: str = "pattern.py", *options: str) -> None:
    """The file has no type error."""
    assert faults(name, *options) == [], faults(name, *options)


def codes(name: str = "bad.py", *options: str) -> list[str]:
    """The codes of the errors, in the order of the lines."""
    return [code for _, code, _ in faults(name, *options)]


def using(text: str, *options: str) -> list[str]:
    """The codes of the errors in a program which uses the pattern."""
    # A new name each time: the cache takes a file of the same second and size for the same file.
    name = f"program_{len(list(Path.cwd().glob('program_*.py')))}.py"
    Path(name).write_text(text, encoding="utf-8")
    return codes(name, *options)
