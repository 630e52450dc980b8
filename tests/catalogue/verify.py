"""Checks the catalogue's stubs against the libraries that they describe.

    python tests/catalogue/verify.py              everything
    python tests/catalogue/verify.py requests os  these libraries (top-level module or distribution)
    python tests/catalogue/verify.py --names      only the comparison with names.txt, without any download

Each stub names in its first line what it was checked against. That is installed into a virtual environment of its own,
which is thrown away afterwards; where the line says "verified statically", it is only downloaded, and its sources are read
(by_source.py). Needs `uv` (taken from PATH, else installed with pip into a temporary place), and pip for the downloads.
Exit status: 0 all is well, 1 something differs, 2 a library could not be installed.
"""

from __future__ import annotations

import argparse
import ast
import concurrent.futures
import csv
import importlib
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from by_source import verify_sources
from stub import STUBS, Stub, markers, parameters, stubs

HERE = Path(__file__).resolve().parent
KINDS = set("sleep http socket subprocess database file path stdin wait result cpu network device".split())
LEVELS = {"high", "medium", "low", "info"}
MARKERS = {"blocks", "offloads", "offload_wrapper", "calls", "schedules", "spawns", "runs_loop", "loop_callbacks"}
PLAIN = {"property", "classmethod", "staticmethod", "overload", "contextmanager", "asynccontextmanager"}


def check_markers(stub: Stub) -> list[str]:
    """Faults that show without the library."""
    problems = []
    for node in ast.walk(stub.tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        where = f"{stub.name}:{node.lineno}: {node.name}"
        known: set[str] = set()
        if not isinstance(node, ast.ClassDef):
            named, positional = parameters(node)
            known = {*named, *positional}
        for name, args, keywords in markers(node):
            if name not in MARKERS and name not in PLAIN and not name.endswith(".setter"):
                problems.append(f"{where}: unknown decorator {name}")
            if name == "blocks":
                if len(args) != 2 or args[0] not in KINDS or args[1] not in LEVELS:
                    problems.append(f"{where}: blocks takes a kind and a level")
                if unknown := set(keywords) - {"use", "source", "unless"}:
                    problems.append(f"{where}: blocks does not take {sorted(unknown)}")
                if isinstance(node, ast.AsyncFunctionDef):
                    problems.append(f"{where}: a coroutine function cannot block by its call")
                conditions = keywords.get("unless", [])
                for condition in [conditions] if isinstance(conditions, str) else conditions:
                    parameter = re.match(r"\w+(?=\^?=|:)", condition)
                    if parameter is None or parameter[0] not in known:
                        problems.append(f"{where}: unless names no parameter: {condition}")
            elif name in MARKERS and name != "loop_callbacks":
                problems += [f"{where}: {name} names no parameter: {arg}" for arg in args if arg not in known]
    return problems


# ---- Inside the environment: stub against library ----


class Checker:
    """Compares one stub with the module it describes."""

    def __init__(self, stub: Stub) -> None:
        self.stub = stub
        self.problems: list[str] = []
        self.module = importlib.import_module(stub.module)

    def say(self, node: ast.AST, text: str) -> None:
        self.problems.append(f"{self.stub.name}:{getattr(node, 'lineno', 1)}: {text}")

    def run(self) -> list[str]:
        used = self.stub.used()
        for node in self.stub.tree.body:
            self.top(node, used)
        return self.problems

    def top(self, node: ast.stmt, used: set[str]) -> None:
        if isinstance(node, ast.ImportFrom):
            self.imported(node, used)
        elif isinstance(node, ast.ClassDef):
            self.klass(node, self.module, node.name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.name == "__getattr__":
                return
            if not hasattr(self.module, node.name):
                self.say(node, f"{self.stub.module} has no {node.name}")
            else:
                self.function(node, getattr(self.module, node.name), node.name, None)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and not target.id.startswith("_") and not hasattr(self.module, target.id) and not self.stub.made_at_run_time(node):
                self.say(node, f"{self.stub.module} has no {target.id}")

    def imported(self, node: ast.ImportFrom, used: set[str]) -> None:
        if node.module == "typing":
            return
        top = self.stub.module.partition(".")[0]
        if not node.module or node.module.partition(".")[0] != top and top != "asyncio":
            for alias in node.names:
                name = alias.asname or alias.name
                if name not in used and name != "*" and not hasattr(self.module, name):
                    self.say(node, f"{self.stub.module} does not re-export {name}")
            return
        try:
            source = importlib.import_module(node.module)
        except ImportError as error:
            self.say(node, f"cannot import {node.module}: {error}")
            return
        for alias in node.names:
            if alias.name == "*" or alias.name.startswith("_") and not hasattr(source, alias.name):
                continue
            if not hasattr(source, alias.name):
                try:
                    importlib.import_module(f"{node.module}.{alias.name}")
                except ImportError:
                    self.say(node, f"{node.module} has no {alias.name}")
                    continue
            name = alias.asname or alias.name
            if name not in used and not hasattr(self.module, name):
                self.say(node, f"{self.stub.module} does not re-export {name}")

    def klass(self, node: ast.ClassDef, owner: object, qualified: str) -> None:
        if not hasattr(owner, node.name):
            if not node.name.startswith("_"):
                self.say(node, f"{self.stub.module} has no class {qualified}")
            return
        real = getattr(owner, node.name)
        if not isinstance(real, type):
            if not callable(real):
                self.say(node, f"{qualified} is no class")
            return
        for item in node.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.method(item, real, f"{qualified}.{item.name}")
            elif isinstance(item, ast.ClassDef):
                self.klass(item, real, f"{qualified}.{item.name}")
            elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                if not self.has_attribute(real, item.target.id) and not self.stub.made_at_run_time(item):
                    self.say(item, f"{qualified} has no attribute {item.target.id}")

    def has_attribute(self, real: type, name: str) -> bool:
        if hasattr(real, name) or hasattr(real, "__getattr__"):
            return True
        # The properties of an enumeration hide from the class itself.
        if inspect.getattr_static(real, name, None) is not None:
            return True
        for base in real.__mro__:
            if name in getattr(base, "__annotations__", {}) or name in getattr(base, "__slots__", ()):
                return True
            source = source_of(base)
            if re.search(rf"\bself\.{name}\b|[\"']{name}[\"']|\bcls\.{name}\b", source):
                return True
        return False

    def method(self, node: ast.FunctionDef | ast.AsyncFunctionDef, real: type, qualified: str) -> None:
        if node.name == "__getattr__":
            return
        try:
            value = inspect.getattr_static(real, node.name)
        except AttributeError:
            if not hasattr(real, node.name) and not self.stub.made_at_run_time(node):
                self.say(node, f"no {qualified}")
            return
        names = {name for name, _, _ in markers(node)}
        is_property = isinstance(value, property) or type(value).__name__.endswith("property")
        if "property" in names:
            if callable(value) and not is_property and not hasattr(value, "__get__"):
                self.say(node, f"{qualified} is no property")
            return
        if isinstance(value, property):
            if self.stub.made_at_run_time(node):
                return
            self.say(node, f"{qualified} is a property")
            return
        self.function(node, value, qualified, real)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, value: object, qualified: str, owner: type | None) -> None:
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        if isinstance(value, type):
            return
        if not callable(value):
            if not hasattr(value, "__get__"):
                self.say(node, f"{qualified} cannot be called")
            return
        plain = inspect.unwrap(value) if not hasattr(value, "__mro__") else value
        coroutine = inspect.iscoroutinefunction(value) or inspect.iscoroutinefunction(plain)
        generator = inspect.isasyncgenfunction(value) or inspect.isasyncgenfunction(plain)
        blocks = any(name == "blocks" for name, _, _ in markers(node))
        returns = ast.unparse(node.returns) if node.returns else ""
        if isinstance(node, ast.AsyncFunctionDef):
            if not coroutine and not self.awaitable(value, node):
                self.say(node, f"{qualified} is no coroutine function")
        elif coroutine and "Awaitable" not in returns and "Coroutine" not in returns and not self.stub.said_awaitable(node):
            self.say(node, f"{qualified} is a coroutine function")
        elif generator and blocks:
            self.say(node, f"{qualified} is an asynchronous generator")
        try:
            signature = inspect.signature(value)
        except Exception:  # a broken text signature can raise anything
            return
        self.compare(node, signature, qualified, owner)

    def awaitable(self, value: object, node: ast.AST) -> bool:
        """No `async def`, but an awaitable comes back: by annotation, by the abstract class, or `# returns an awaitable`."""
        if self.stub.said_awaitable(node):
            return True
        annotation = str(getattr(value, "__annotations__", {}).get("return", ""))
        return any(word in annotation for word in ("Awaitable", "Coroutine", "Future"))

    def compare(self, node: ast.FunctionDef | ast.AsyncFunctionDef, signature: inspect.Signature, qualified: str, owner: type | None) -> None:
        real = signature.parameters
        open_names = any(p.kind is p.VAR_KEYWORD for p in real.values())
        open_places = any(p.kind is p.VAR_POSITIONAL for p in real.values())
        named, _ = parameters(node)
        keyword_only = {a.arg for a in node.args.kwonlyargs}
        for name in named:
            if name in real or open_names or (open_places and name not in keyword_only):
                continue
            self.say(node, f"{qualified} has no parameter {name}")


def source_of(real: type) -> str:
    """The text of a class; that of its methods where the class hides its module."""
    try:
        return inspect.getsource(real)
    except (OSError, TypeError):
        pass
    texts = []
    for value in real.__dict__.values():
        try:
            texts.append(inspect.getsource(value))
        except (OSError, TypeError):
            continue
    return "\n".join(texts)


def inside(names: list[str]) -> int:
    """Run in the library's environment: one JSON list of problems."""
    problems = []
    for name in names:
        stub = Stub(STUBS / name)
        try:
            problems += Checker(stub).run()
        except Exception as error:  # the library's import can fail in any way
            problems.append(f"{name}: {type(error).__name__}: {error}")
    print("\n" + json.dumps(problems))
    return 0


# ---- Outside: environments ----

# Some libraries look for news of themselves when they are imported.
QUIET = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "WANDB_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}


def find_uv(scratch: Path) -> str:
    found = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if found:
        return found
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(scratch / "uv"), "uv"], check=True)
    return str(scratch / "uv" / "bin" / "uv")


def base_python(version: str) -> str:
    """An installed Python of this version, else the version itself: uv looks for it, or fetches it."""
    candidates = [sys.executable, shutil.which(f"python{version}"), *sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))]
    for candidate in filter(None, candidates):
        shown = subprocess.run([str(candidate), "--version"], capture_output=True, text=True)
        if shown.returncode == 0 and shown.stdout.startswith(f"Python {version}."):
            return str(candidate)
    return version


def verify_group(uv: str, folder: Path, statically: bool, python: str, requirements: tuple[str, ...], members: list[Stub]) -> tuple[list[str], bool]:
    """Problems of these stubs, and whether what they describe could be had."""
    try:
        if statically:
            return verify_sources(folder, python, requirements, members)
        return verify_environment(uv, folder, python, requirements, [stub.name for stub in members])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def verify_environment(uv: str, folder: Path, python: str, requirements: tuple[str, ...], names: list[str]) -> tuple[list[str], bool]:
    make = subprocess.run([uv, "venv", "-q", "--python", base_python(python), str(folder)], capture_output=True, text=True)
    if make.returncode:
        return [f"{names[0]}: no Python {python}: {make.stderr.strip()[-300:]}"], False
    interpreter = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if requirements:
        install = subprocess.run([uv, "pip", "install", "-q", "--python", str(interpreter), *requirements], capture_output=True, text=True)
        if install.returncode:
            return [f"{names[0]}: cannot install {' '.join(requirements)}: {install.stderr.strip()[-400:]}"], False
    check = subprocess.run([str(interpreter), "-W", "ignore", str(Path(__file__).resolve()), "--inside", *names], capture_output=True, text=True, cwd=folder, timeout=600, env=QUIET)
    lines = [line for line in check.stdout.splitlines() if line.startswith("[")]
    if check.returncode or not lines:
        return [f"{names[0]}: the check broke off: {check.stderr.strip()[-400:]}"], False
    return json.loads(lines[-1]), True


def verify(wanted: list[str], workers: int) -> tuple[list[str], bool]:
    groups: dict[tuple[bool, str, tuple[str, ...]], list[Stub]] = {}
    problems: list[str] = []
    for stub in stubs():
        if wanted and not {stub.module.partition(".")[0], stub.distribution, stub.module} & set(wanted):
            continue
        problems += check_markers(stub)
        groups.setdefault((stub.statically, stub.python, stub.requirements()), []).append(stub)
    complete = True
    with tempfile.TemporaryDirectory(prefix="catalogue-") as name:
        scratch = Path(name)
        uv = find_uv(scratch)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            jobs = {pool.submit(verify_group, uv, scratch / f"env{i}", *key, members): key for i, (key, members) in enumerate(groups.items())}
            for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
                found, made = job.result()
                problems += found
                complete &= made
                print(f"[{done}/{len(jobs)}] {' '.join(jobs[job][2]) or f'python {jobs[job][1]}'}: {len(found)} problems", file=sys.stderr)
    return problems, complete


# ---- The list of names that must not get lost ----


class Index:
    """Finds a dotted name in the stubs: through re-exports, aliases and base classes."""

    def __init__(self) -> None:
        self.modules = {stub.module: stub.tree for stub in stubs()}

    def find(self, dotted: str, depth: int = 0) -> ast.AST | str | None:
        """The definition; a module's name; None."""
        if depth > 12:
            return None
        parts = dotted.split(".")
        for cut in range(len(parts), 0, -1):
            module = ".".join(parts[:cut])
            if module in self.modules:
                return self.in_module(module, parts[cut:], depth)
        return self.in_module("builtins", parts, depth) if "builtins" in self.modules else None

    def in_module(self, module: str, rest: list[str], depth: int) -> ast.AST | str | None:
        if not rest:
            return module
        for node in self.modules[module].body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == rest[0]:
                return self.in_class(module, node, rest[1:], depth)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == rest[0]:
                return self.find(".".join([module, ast.unparse(node.value), *rest[1:]]), depth + 1)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == rest[0]:
                return self.typed(module, node.annotation, rest[1:], depth)
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == rest[0]:
                        return self.find(".".join([str(node.module), alias.name, *rest[1:]]), depth + 1)
        return None

    def typed(self, module: str, annotation: ast.expr, rest: list[str], depth: int) -> ast.AST | str | None:
        if not rest:
            return annotation
        for name in re.findall(r"[\w.]+", ast.unparse(annotation)):
            if name not in {"None", "Any"} and (found := self.find(".".join([module, name, *rest]), depth + 1)) is not None:
                return found
        return None

    def in_class(self, module: str, node: ast.AST, rest: list[str], depth: int) -> ast.AST | str | None:
        if not rest:
            return node
        if not isinstance(node, ast.ClassDef):
            return self.typed(module, node.returns, rest, depth) if getattr(node, "returns", None) else None
        for item in node.body:
            if getattr(item, "name", None) == rest[0]:
                return self.in_class(module, item, rest[1:], depth)
            if isinstance(item, ast.AnnAssign) and getattr(item.target, "id", None) == rest[0]:
                return self.typed(module, item.annotation, rest[1:], depth)
        for base in node.bases:
            name = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
            found = self.find(".".join([module, name, *rest]), depth + 1)
            if found is not None:
                return found
        return None

    def speaks(self, name: str) -> bool:
        """True when the stubs say of this name that it blocks or runs a loop."""
        wild = name.endswith("*")
        node = self.find(name.rstrip("*").rstrip("."))
        if isinstance(node, ast.ClassDef):
            if wild:
                return self.any_marked(node) or any(self.any_marked(self.find_base(name, base)) for base in node.bases)
            return self.marked(next((i for i in node.body if getattr(i, "name", "") == "__init__"), node))
        return node is not None and self.marked(node)

    def find_base(self, name: str, base: ast.expr) -> ast.AST | str | None:
        module = name.rstrip("*").rstrip(".").rpartition(".")[0]
        return self.find(f"{module}.{ast.unparse(base.value if isinstance(base, ast.Subscript) else base)}")

    def any_marked(self, node: ast.AST | str | None) -> bool:
        return isinstance(node, ast.ClassDef) and (any(self.marked(item) for item in node.body) or any(isinstance(item, ast.AnnAssign) or (markers(item) if isinstance(item, ast.FunctionDef) else []) for item in node.body))

    def marked(self, node: ast.AST | str) -> bool:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return False
        return any(name in {"blocks", "runs_loop"} for name, _, _ in markers(node))


def compare_names() -> list[str]:
    names = (HERE / "names.txt").read_text(encoding="utf-8").split("\n")
    names = [name for name in names if name]
    with open(HERE / "unverified.csv", encoding="utf-8", newline="") as file:
        left_out = {row["qualified_name"]: row["reason"] for row in csv.DictReader(file)}
    index = Index()
    problems = [f"names.txt: {name} is neither in the stubs nor in unverified.csv" for name in names if name not in left_out and not index.speaks(name)]
    problems += [f"unverified.csv: {name} is in the stubs as well" for name in left_out if index.speaks(name)]
    problems += [f"unverified.csv: {name} is not in names.txt" for name in left_out if name not in set(names)]
    problems += [f"unverified.csv: {name} has no reason" for name, reason in left_out.items() if not reason.strip()]
    shipped = sum(1 for name in names if index.speaks(name))
    print(f"{len(names)} names: {shipped} in the stubs, {len(left_out)} left out with a reason", file=sys.stderr)
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="*")
    parser.add_argument("--names", action="store_true", help="only compare with names.txt")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return inside(options.libraries)
    problems: list[str] = []
    complete = True
    if not options.names:
        problems, complete = verify(options.libraries, options.workers)
    if not options.libraries:
        problems += compare_names()
    print("\n".join(sorted(problems)) or "the stubs agree with the libraries")
    return 2 if not complete else 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
