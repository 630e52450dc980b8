"""Writes the table of the skill's script `find_blocking_calls.py` from the catalogue's stubs.

    python tests/catalogue/generate_script_table.py            compare; exit status 1 when the table is out of date
    python tests/catalogue/generate_script_table.py --update   write it

The script sees direct calls only, so the table holds functions and constructors, under every public name that the
stubs give them. Levels that the analyser leaves off by default are left out. Needs Python 3.12: the stubs use its syntax.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STUBS = ROOT / "src/catalogue/stubs"
SCRIPT = ROOT / "skills/python-async-patterns/scripts/find_blocking_calls.py"
LEVELS = {"high", "medium"}
# The rule is off by default.
OFF = {"path"}
SECTION = re.compile(r"(# table:start\n).*?(# table:end\n)", re.DOTALL)
CONDITION = re.compile(r"(\w+)(\^=|=|:)(.+)")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Entry = tuple[str, str, list[tuple[str, int, str, str]]]


@dataclass
class Module:
    """What one stub defines, and what it passes on from others."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


def read_modules() -> dict[str, Module]:
    modules: dict[str, Module] = {}
    for path in sorted(STUBS.rglob("*.pyi")):
        parts = path.relative_to(STUBS).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        module = modules.setdefault(name, Module())
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, Definition):
                module.definitions.setdefault(node.name, node)
            elif isinstance(node, ast.ImportFrom):
                base = name.split(".")
                up = node.level - is_package
                source = ".".join(base[: len(base) - up]) if node.level else ""
                source = ".".join(part for part in (source, node.module or "") if part)
                for alias in node.names:
                    if alias.name == "*":
                        module.stars.append(source)
                    else:
                        module.exports[alias.asname or alias.name] = f"{source}.{alias.name}"
    return modules


def resolve(modules: dict[str, Module], name: str, depth: int = 0) -> Definition | None:
    """Follow a dotted name through re-exports to its definition."""
    module_name, _, last = name.rpartition(".")
    module = modules.get(module_name)
    if module is None or depth > 10:
        return None
    if last in module.definitions:
        return module.definitions[last]
    if last in module.exports:
        return resolve(modules, module.exports[last], depth + 1)
    for star in module.stars:
        if (found := resolve(modules, f"{star}.{last}", depth + 1)) is not None:
            return found
    return None


def literal(node: ast.expr | None) -> list[str]:
    if node is None:
        return []
    value = ast.literal_eval(node)
    return [value] if isinstance(value, str) else list(value)


def entry(function: ast.FunctionDef, skip_self: bool) -> Entry | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "blocks":
            kind, level = (str(ast.literal_eval(argument)) for argument in decorator.args)
            if level not in LEVELS or kind in OFF or returns_generator(function):
                return None
            words = {word.arg: word.value for word in decorator.keywords}
            names = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
            defaults = default_values(function.args)
            names = names[1:] if skip_self else names
            silent = []
            for text in literal(words.get("unless")):
                if found := CONDITION.fullmatch(text):
                    parameter, operator, value = found.groups()
                    operator = "?=" if operator == "=" and defaults.get(parameter) == unparsed(value) else operator
                    silent.append((parameter, names.index(parameter) if parameter in names else -1, operator, value))
            return kind, "".join(literal(words.get("use"))), silent
    return None


def default_values(arguments: ast.arguments) -> dict[str, str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(positional), reversed(arguments.defaults)),
        *zip(arguments.kwonlyargs, arguments.kw_defaults),
    ]
    return {argument.arg: ast.unparse(default) for argument, default in pairs if default is not None}


def unparsed(text: str) -> str:
    return ast.unparse(ast.parse(text, mode="eval"))


def returns_generator(function: ast.FunctionDef) -> bool:
    """A generator blocks where it is consumed, which the script does not see."""
    return function.returns is not None and ast.unparse(function.returns).startswith(("Generator", "Iterator"))


def entries(name: str, definition: Definition) -> dict[str, Entry]:
    if isinstance(definition, ast.FunctionDef):
        found = entry(definition, skip_self=False)
        return {name: found} if found else {}
    if isinstance(definition, ast.AsyncFunctionDef):
        return {}
    result = {}
    for node in definition.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        if node.name in {"__init__", "__new__"}:
            if found := entry(node, skip_self=True):
                result[name] = found
        elif decorators & {"classmethod", "staticmethod"}:
            if found := entry(node, skip_self="classmethod" in decorators):
                result[f"{name}.{node.name}"] = found
    return result


def table() -> dict[str, Entry]:
    modules = read_modules()
    result: dict[str, Entry] = {}
    for module_name, module in modules.items():
        names = {*module.definitions, *module.exports}
        for star in module.stars:
            names |= set(modules[star].definitions) if star in modules else set()
        for name in names:
            full = f"{module_name}.{name}"
            # A leading underscore marks what does not exist under that name, or is private.
            if any(part.startswith("_") for part in full.split(".")):
                continue
            definition = resolve(modules, full)
            if definition is not None:
                result.update(entries(full, definition))
    return dict(sorted(result.items()))


def written(rows: dict[str, Entry]) -> str:
    lines = ["TABLE: dict[str, tuple[str, str, list[tuple[str, int, str, str]]]] = {"]
    lines += [
        f"    {quoted(name)}: ({quoted(kind)}, {quoted(use)}, {conditions(silent)}),"
        for name, (kind, use, silent) in rows.items()
    ]
    return "\n".join([*lines, "}", ""])


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def conditions(silent: list[tuple[str, int, str, str]]) -> str:
    rows = [f"({quoted(p)}, {position}, {quoted(o)}, {quoted(v)})" for p, position, o, v in silent]
    return "[" + ", ".join(rows) + "]"


def main() -> int:
    before = SCRIPT.read_text(encoding="utf-8")
    after = SECTION.sub(lambda found: found[1] + written(table()) + found[2], before)
    if before == after:
        return 0
    if "--update" in sys.argv[1:]:
        SCRIPT.write_text(after, encoding="utf-8")
        return 0
    print(f"{SCRIPT.relative_to(ROOT)} is out of date", file=sys.stderr)
    print("help: run tests/catalogue/generate_script_table.py --update", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
