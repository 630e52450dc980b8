"""The catalogue's stubs as the check sees them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUBS = HERE.parents[1] / "src" / "catalogue" / "stubs"
FIRST_LINE = re.compile(
    r"^# verified(?P<statically> statically)?: (?P<name>[\w.-]+(?:\[[\w,]+\])?) (?P<version>[\w.]+)"
    r"(?: as (?P<module>[\w.]+))?(?: with (?P<extra>[^;]+?))?(?:; python (?P<python>3\.\d+))?$"
)


class Stub:
    """One stub file, parsed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(STUBS).as_posix()
        parts = list(path.relative_to(STUBS).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        self.module = ".".join(parts)
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        match = FIRST_LINE.match(self.lines[0]) if self.lines else None
        if match is None:
            raise SystemExit(f"{self.name}: the first line does not name a verified version")
        self.statically = match["statically"] is not None
        self.described = match["module"] or self.module
        self.distribution = match["name"]
        self.version = match["version"]
        self.extra = tuple(match["extra"].split()) if match["extra"] else ()
        self.python = match["version"] if match["name"] == "python" else match["python"] or "3.13"
        self.tree = ast.parse(self.text)

    def requirements(self) -> tuple[str, ...]:
        """What has to be installed or downloaded."""
        if self.distribution == "python":
            return ()
        return (f"{self.distribution}=={self.version}", *(extra.replace("@", "==") for extra in self.extra))

    def has_comment(self, node: ast.AST, comment: str) -> bool:
        """Whether the line of a definition carries this comment."""
        return comment in self.lines[node.lineno - 1]  # type: ignore[attr-defined]

    def made_at_run_time(self, node: ast.AST) -> bool:
        """The name comes into being on the instance only, which nothing can see from outside."""
        return self.has_comment(node, "# made at run time")

    def said_awaitable(self, node: ast.AST) -> bool:
        return self.has_comment(node, "# returns an awaitable")

    def used(self) -> set[str]:
        """Names that the definitions mention, so that their import is no re-export."""
        tops = [top for top in self.tree.body if not isinstance(top, (ast.Import, ast.ImportFrom))]
        return {node.id for top in tops for node in ast.walk(top) if isinstance(node, ast.Name)}


def stubs() -> list[Stub]:
    return [Stub(path) for path in sorted(STUBS.rglob("*.pyi"))]


def markers(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[tuple[str, list[str], dict[str, object]]]:
    """The decorators of a definition as (name, positional, keywords)."""
    found = []
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        target = call.func if call else decorator
        name = ast.unparse(target)
        args = [ast.literal_eval(arg) for arg in call.args] if call else []
        keywords = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords} if call else {}
        found.append((name, args, keywords))
    return found


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[list[str], list[str]]:
    """Names that callers can use, and names that only have a position. Without self and cls."""
    positional = [a.arg for a in node.args.posonlyargs]
    named = [a.arg for a in node.args.args + node.args.kwonlyargs]
    if node.args.vararg:
        positional.append(node.args.vararg.arg)
    if node.args.kwarg:
        positional.append(node.args.kwarg.arg)
    drop = {"self", "cls"}
    return [n for n in named if n not in drop], [n for n in positional if n not in drop]
