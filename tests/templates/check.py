"""Checks generated projects with the tools that their owners use. Only the standard library, and no network.

check.py static ROOT      ruff and mypy (linux and win32) on every project below ROOT, in few calls
check.py run ROOT         tests, bad settings and the kind's own proof, with mutants, for every project below ROOT
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

from project import Project

TOOL = [sys.executable, "-m"]


def main() -> int:
    _, mode, root = sys.argv
    folder = Path(root).resolve()
    paths = sorted(path.parent.parent for path in folder.glob("*/.awaitwise/answers.toml"))
    if not paths:
        print(f"no project below {root}")
        return 2
    problems = (
        static(folder, paths)
        if mode == "static"
        else [text for path in paths for text in run(Project.at(path))]
    )
    print("\n".join(problems) or f"{len(paths)} projects pass")
    return 1 if problems else 0


def static(root: Path, paths: list[Path]) -> list[str]:
    """Checks 1 and 2. Each project has a package name of its own, so one call of mypy can take them all."""
    names = [path.name for path in paths]
    problems = tool(root, "ruff", "check", "--no-cache", *names)
    problems += tool(root, "ruff", "format", "--check", "--diff", "--no-cache", *names)
    environment = os.environ | {"MYPYPATH": os.pathsep.join([".", *(f"{name}/src" for name in names)])}
    strict = ["--strict", "--warn-unreachable", "--enable-error-code=possibly-undefined"]
    bases = ["--config-file=", "--explicit-package-bases", "--namespace-packages"]
    code = [str(Path(name, part)) for name in names for part in ("src", "tests")]
    for platform, version in targets():
        target = ["--platform", platform, "--python-version", version]
        problems += tool(root, "mypy", *strict, *bases, *target, *code, environment=environment)
    return problems


def targets() -> list[tuple[str, str]]:
    """For what mypy checks: both platforms and both ends of the versions; each with each in the long form."""
    platforms, versions = ("linux", "win32"), ("3.14", "3.11")
    if "AWAITWISE_PROVE" in os.environ:
        return list(product(platforms, versions))
    return list(zip(platforms, versions, strict=True))


def run(project: Project) -> list[str]:
    """Checks 3 to 6 and 9."""
    problems = []
    kind = importlib.import_module(f"kinds.{project.kind.replace('-', '_')}")
    if (project.path / "src" / project.package / "settings.py").exists():
        problems += bad_setting(project, getattr(kind, "ARGUMENTS", ()))
    try:
        project.passes_its_tests()
        kind.prove(project)
    except AssertionError as error:
        problems.append(f"{project.kind}: {error}")
    with tempfile.TemporaryDirectory() as folder:
        for mutant in kind.MUTANTS:
            changed = project.mutate(mutant, Path(folder, "mutant"))
            if fails(partial(kind.prove, changed)) or fails(changed.passes_its_tests):
                continue
            problems.append(f"{project.kind}: nothing notices the mutant {mutant}")
    return problems


def fails(proof: Callable[[], None]) -> bool:
    try:
        proof()
    except (AssertionError, OSError, RuntimeError, ValueError, LookupError, subprocess.TimeoutExpired):
        return True
    return False


def bad_setting(project: Project, arguments: tuple[str, ...]) -> list[str]:
    """Check 6: a bad setting is one clear line and status 1."""
    done = project.run(*arguments, APP_LOG_LEVEL="LOUD")
    lines = done.stderr.splitlines()
    if done.returncode == 1 and len(lines) == 1 and "APP_LOG_LEVEL" in json.loads(lines[0])["message"]:
        return []
    return [f"{project.kind}: a bad setting gives status {done.returncode} and {done.stderr!r}"]


def tool(where: Path, *command: str, environment: dict[str, str] | None = None) -> list[str]:
    """Run a tool; return what it complains about."""
    done = subprocess.run(
        [*TOOL, *command], cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    return (
        []
        if done.returncode == 0
        else [f"{' '.join(command[:2])} in {where.name}:\n{done.stdout}{done.stderr}"]
    )


if __name__ == "__main__":
    sys.exit(main())
