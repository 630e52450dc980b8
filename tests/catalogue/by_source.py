"""The second way of checking a stub: reading the library's sources instead of importing it.

For what is too large to install, or needs a library of the system. The distribution is downloaded without what it depends
on; the names are looked up in its Python sources and type stubs, and in the method tables of its C sources.
"""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from stub import Stub, markers, parameters

# Wheels for machines without CUDA are a tenth of the size, and their Python sources are the same.
PLATFORMS = ("macosx_15_0_arm64", "macosx_15_0_x86_64", "win_amd64")
READ = (".py", ".pyi", ".c", ".cpp", ".h")
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def download(requirement: str, python: str, folder: Path) -> str | None:
    """Puts the sources of a distribution below `folder`; what went wrong, or None."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check", "-d", str(folder)]
    wheel = ["--only-binary", ":all:", "--python-version", python]
    tries = [*([*wheel, "--platform", platform] for platform in PLATFORMS), ["--no-binary", re.split(r"[\[=]", requirement)[0]]]
    for options in tries:
        done = subprocess.run([*command, *options, requirement], capture_output=True, text=True)
        if done.returncode == 0:
            break
    else:
        return f"cannot download {requirement}: {done.stderr.strip()[-300:]}"
    for archive in [path for path in folder.iterdir() if path.is_file()]:
        unpack(archive, folder)
        archive.unlink()
    return None


def unpack(archive: Path, folder: Path) -> None:
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder, [name for name in wheel.namelist() if name.endswith(READ)])
        return
    with tarfile.open(archive) as sdist:
        wanted = [member for member in sdist.getmembers() if member.isfile() and member.name.endswith(READ)]
        sdist.extractall(folder, wanted, filter="data")


def flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, with those inside `if`, `try` and `with`."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody", "handlers"):
            if isinstance(node, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
                yield from flat(getattr(node, part, []))


class Found:
    """A definition and the module that holds it. Without a node it is the module, or comes from another distribution."""

    def __init__(self, module: str, node: ast.AST | None = None) -> None:
        self.module = module
        self.node = node


class Sources:
    """The sources of unpacked distributions."""

    def __init__(self, folders: list[Path]) -> None:
        below = [path for folder in folders for path in folder.iterdir() if path.is_dir()]
        self.roots = [*folders, *below, *(path / "src" for path in below)]
        self.folders = folders
        self.read: dict[str, list[tuple[bool, ast.Module]]] = {}

    def module(self, name: str) -> list[tuple[bool, ast.Module]]:
        """The parsed files of a module, and whether each is that of a package."""
        if name not in self.read:
            first, *rest = name.split(".")
            stems = [root.joinpath(top, *rest) for root in self.roots for top in (first, f"{first}-stubs")]
            files = [(True, stem / f"__init__{end}") for stem in stems for end in (".py", ".pyi")]
            files += [(False, stem.with_name(stem.name + end)) for stem in stems for end in (".py", ".pyi")]
            self.read[name] = [(package, ast.parse(file.read_text(encoding="utf-8"))) for package, file in files if file.is_file()]
        return self.read[name]

    def find(self, module: str, name: str, depth: int = 0) -> list[Found]:
        """What a module binds to a name; several where it is overloaded."""
        found: list[Found] = []
        if depth > 12:
            return found
        for package, tree in self.module(module):
            for node in flat(tree.body):
                if isinstance(node, ast.ImportFrom):
                    source = self.origin(module, package, node)
                    for alias in node.names:
                        if alias.name == "*":
                            found += self.find(source, name, depth + 1)
                        elif (alias.asname or alias.name) == name:
                            found += self.find(source, alias.name, depth + 1) or [Found(f"{source}.{alias.name}")]
                elif isinstance(node, ast.Import):
                    found += [Found(alias.name) for alias in node.names if (alias.asname or alias.name.partition(".")[0]) == name]
                else:
                    found += self.bound(Found(module, node), name, depth)
        if not found and self.module(f"{module}.{name}"):
            found.append(Found(f"{module}.{name}"))
        return found

    def bound(self, found: Found, name: str, depth: int) -> list[Found]:
        node = found.node
        if isinstance(node, (*Function, ast.ClassDef)):
            return [found] if node.name == name else []
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                if isinstance(node.value, ast.Name) and node.value.id != name:
                    return self.find(found.module, node.value.id, depth + 1) or [found]
                return [found]
        return []

    @staticmethod
    def origin(module: str, package: bool, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        parts = parts[: len(parts) - node.level + package]
        return ".".join([*parts, *([node.module] if node.module else [])])

    def member(self, owner: Found, name: str, depth: int = 0) -> list[Found]:
        """A member of a class, by the class or a base that the distributions hold."""
        node = owner.node
        if not isinstance(node, ast.ClassDef) or depth > 12:
            return []
        own = [hit for item in flat(node.body) for hit in self.bound(Found(owner.module, item), name, depth)]
        if own:
            return own
        for base in self.bases(owner):
            if inherited := self.member(base, name, depth + 1):
                return inherited
        return []

    def bases(self, owner: Found) -> list[Found]:
        found = []
        for base in owner.node.bases:  # type: ignore[union-attr]
            first, *rest = ast.unparse(base.value if isinstance(base, ast.Subscript) else base).split(".")
            hits = self.find(owner.module, first)
            for part in rest:
                hits = [hit for before in hits for hit in self.find(before.module, part)]
            found += [hit for hit in hits if hit.node is not owner.node]
        return found

    def sets(self, owner: Found, name: str, depth: int = 0) -> bool:
        """Whether a method of the class or of a base assigns this attribute."""
        if not isinstance(owner.node, ast.ClassDef) or depth > 12:
            return False
        own = any(isinstance(node, ast.Attribute) and node.attr == name and ast.unparse(node.value) == "self" for node in ast.walk(owner.node))
        return own or any(self.sets(base, name, depth + 1) for base in self.bases(owner))

    @functools.cached_property
    def native(self) -> str:
        files = (path for folder in self.folders for path in folder.rglob("*") if path.suffix in {".c", ".cpp", ".h"})
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)

    def in_native(self, name: str) -> bool:
        """Whether a method table of the C sources holds this name."""
        return re.search(rf'\{{\s*"{name}"\s*,[^{{}}]*\bMETH_', self.native) is not None


class SourceChecker:
    """Compares one stub with the sources of the module it describes."""

    def __init__(self, stub: Stub, sources: Sources) -> None:
        self.stub = stub
        self.sources = sources
        self.problems: list[str] = []

    def say(self, node: ast.AST, text: str) -> None:
        self.problems.append(f"{self.stub.name}:{getattr(node, 'lineno', 1)}: {text}")

    def run(self) -> list[str]:
        module = self.stub.described
        if not self.sources.module(module):
            return [f"{self.stub.name}:1: no sources of {module}"]
        used = self.stub.used()
        for node in self.stub.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module != "typing":
                self.imported(node, used)
            elif isinstance(node, (*Function, ast.ClassDef)):
                self.defined(node, self.sources.find(module, node.name), node.name)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                target = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
                if not target.startswith("_") and not self.sources.find(module, target) and not self.stub.made_at_run_time(node):
                    self.say(node, f"{module} has no {target}")
        return self.problems

    def imported(self, node: ast.ImportFrom, used: set[str]) -> None:
        for alias in node.names:
            name = alias.asname or alias.name
            if name not in used and name != "*" and not self.sources.find(self.stub.described, name):
                self.say(node, f"{self.stub.described} does not re-export {name}")

    def defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, found: list[Found], qualified: str) -> None:
        private = node.name == "__getattr__" or isinstance(node, ast.ClassDef) and node.name.startswith("_")
        if not found:
            native = isinstance(node, Function) and self.sources.in_native(node.name)
            if not private and not native and not self.stub.made_at_run_time(node):
                self.say(node, f"no {qualified}")
            return
        if isinstance(node, ast.ClassDef):
            self.klass(node, found, qualified)
            return
        functions = [hit.node for hit in found if isinstance(hit.node, Function)]
        if functions:
            self.function(node, functions, qualified)

    def klass(self, node: ast.ClassDef, found: list[Found], qualified: str) -> None:
        for item in node.body:
            name = getattr(item, "name", None) or (item.target.id if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) else None)
            if name is None:
                continue
            members = [hit for owner in found for hit in self.sources.member(owner, name)]
            if isinstance(item, (*Function, ast.ClassDef)):
                self.defined(item, members, f"{qualified}.{name}")
            elif not members and not any(self.sources.sets(owner, name) for owner in found) and not self.stub.made_at_run_time(item):
                self.say(item, f"{qualified} has no attribute {name}")

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, real: list, qualified: str) -> None:
        returns = ast.unparse(node.returns) if node.returns else ""
        coroutine = all(isinstance(function, ast.AsyncFunctionDef) for function in real)
        if isinstance(node, ast.AsyncFunctionDef):
            if not coroutine and not self.stub.said_awaitable(node):
                self.say(node, f"{qualified} is no coroutine function")
        elif any(isinstance(function, ast.AsyncFunctionDef) for function in real):
            if "Awaitable" not in returns and "Coroutine" not in returns and not self.stub.said_awaitable(node):
                self.say(node, f"{qualified} is a coroutine function")
        if any(name.endswith("property") for function in real for name in decorators(function)) and "property" not in {name for name, _, _ in markers(node)}:
            self.say(node, f"{qualified} is a property")
        known = {argument.arg for function in real for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]}
        open_names = any(function.args.kwarg for function in real)
        open_places = any(function.args.vararg for function in real)
        keyword_only = {argument.arg for argument in node.args.kwonlyargs}
        for name in parameters(node)[0]:
            if name not in known and not open_names and not (open_places and name not in keyword_only):
                self.say(node, f"{qualified} has no parameter {name}")


def decorators(node: ast.FunctionDef) -> list[str]:
    """Names of a library's decorators, whose arguments need not be literals."""
    return [ast.unparse(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list]


def verify_sources(folder: Path, python: str, requirements: tuple[str, ...], stubs: list[Stub]) -> tuple[list[str], bool]:
    """Problems of these stubs, and whether the sources could be had."""
    folders = []
    for number, requirement in enumerate(requirements):
        target = folder / str(number)
        target.mkdir(parents=True)
        if fault := download(requirement, python, target):
            return [f"{stubs[0].name}: {fault}"], False
        folders.append(target)
    sources = Sources(folders)
    return [problem for stub in stubs for problem in SourceChecker(stub, sources).run()], True
