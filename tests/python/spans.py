"""Where functions and calls stand in the files of this Python's standard library, as its own compiler sees it.

Prints a line of JSON for each file that this version accepts: {"path", "functions": [[start, end], ..], "calls": ..}, in
bytes of the text in UTF-8. A function starts at its name. Calls in f-strings are left out before Python 3.12, which
placed them elsewhere.
"""

import ast
import io
import json
import re
import sys
import sysconfig
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path

LINE = re.compile(rb"\r\n|\r|\n")
PLACED_IN_FSTRINGS = sys.version_info >= (3, 12)


def decoded(data: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)


def visible(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if PLACED_IN_FSTRINGS or not isinstance(child, ast.JoinedStr):
            yield from visible(child)


def spans(text: str) -> dict[str, list[tuple[int, int]]]:
    data = text.encode()
    starts = [0, *(match.end() for match in LINE.finditer(data))]

    def place(line: int | None, column: int | None) -> int:
        assert line is not None and column is not None
        return starts[line - 1] + column

    functions = []
    calls = []
    for node in visible(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            head = place(node.lineno, node.col_offset)
            name = re.compile(rb"(?:async\s+)?def[\s\\]+").match(data, head)
            assert name is not None
            body = data[: place(node.end_lineno, node.end_col_offset)]
            # A semicolon behind the last statement belongs to the function here, and to nothing in other parsers.
            functions.append((name.end(), len(body.rstrip(b"; "))))
        elif isinstance(node, ast.Call):
            calls.append((place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)))
    return {"functions": functions, "calls": calls}


def main() -> None:
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        try:
            found = spans(decoded(path.read_bytes()))
        except (SyntaxError, UnicodeError, ValueError, RecursionError):
            continue
        print(json.dumps({"path": str(path), **found}))


main()
