"""A generated project as the checks see it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A bound on hanging, not a measurement: machines that run this are busy.
LIMIT = 120.0
# A mutant may fail by hanging, and nobody wants to wait for it.
MUTANT_LIMIT = 15.0


@dataclass(frozen=True)
class Mutant:
    """A change that takes away what a kind promises: its proof has to fail."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Logs:
    """What a program logged, and how it ended."""

    entries: list[dict[str, Any]]
    status: int


@dataclass(frozen=True)
class Project:
    """One generated project on disk."""

    path: Path
    kind: str
    limit: float = LIMIT

    @classmethod
    def at(cls, path: Path) -> "Project":
        answers = (path / ".awaitwise" / "answers.toml").read_text()
        kind = re.search(r'^kind = "(.+)"$', answers, re.MULTILINE)
        assert kind, path
        return cls(path, kind[1])

    @property
    def package(self) -> str:
        (package,) = (item.name for item in (self.path / "src").iterdir())
        return package

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", self.package]

    def environment(self, **settings: str) -> dict[str, str]:
        """Settings from outside would change what is checked: none of ours get in."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("APP_", "OTEL_"))}
        return clean | {"PYTHONPATH": str(self.path / "src"), "PYTHONDONTWRITEBYTECODE": "1"} | settings

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        return subprocess.run(
            [*self.command, *arguments],
            cwd=self.path,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=self.limit,
            check=False,
        )

    def passes_its_tests(self) -> None:
        """Run the project's own tests."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"],
            cwd=self.path,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=self.limit,
            check=False,
        )
        assert done.returncode == 0, f"pytest in {self.path.name}:\n{done.stdout}{done.stderr}"

    def until(
        self, message: str, how: signal.Signals, times: int = 1, pause: float = 0.0, **settings: str
    ) -> "Logs":
        """Run the program until it has logged `message` so many times, send a signal, and read on to its end.

        The pause before the signal lets work build up: what is proven does not depend on its length.
        """
        process = subprocess.Popen(
            self.command, cwd=self.path, env=self.environment(**settings), stderr=subprocess.PIPE, text=True
        )
        watchdog = threading.Timer(self.limit / 2, process.kill)
        watchdog.start()
        entries = []
        try:
            assert process.stderr is not None
            for line in process.stderr:
                entries.append(json.loads(line))
                if entries[-1]["message"] == message:
                    times -= 1
                    if times == 0:
                        time.sleep(pause)
                        process.send_signal(how)
            return Logs(entries, process.wait())
        finally:
            watchdog.cancel()
            process.kill()
            process.wait()

    def mutate(self, mutant: Mutant, where: Path) -> "Project":
        """Copy the project with one change."""
        shutil.rmtree(where, ignore_errors=True)
        shutil.copytree(self.path, where)
        file = where / "src" / self.package / mutant.file
        text = file.read_text()
        assert mutant.old in text, f"{self.kind}: the mutant of {mutant.file} changes nothing"
        file.write_text(text.replace(mutant.old, mutant.new, 1))
        return Project(where, self.kind, MUTANT_LIMIT)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
