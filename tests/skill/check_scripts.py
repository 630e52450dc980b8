#!/usr/bin/env python3
"""Check the skill's scripts where they will run: copied to another folder, with and without the awaitwise binary.

    python tests/skill/check_scripts.py [--awaitwise PATH]

With the binary both programs also scan the same files, and what the small script finds must be what the binary reports
there. The files of that comparison hold direct calls only, because that is what both can see.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKILL = ROOT / "skills/python-async-patterns"

DIRECT = """\
import asyncio
import os
import smtplib
import socket
import sqlite3
import subprocess as sp
import time
import time as clock
import urllib.request
from subprocess import check_output
from time import sleep

import requests
from requests import get as fetch

pause = time.sleep


async def every():
    time.sleep(1)  # AW101
    clock.sleep(1)  # AW101
    sleep(1)  # AW101
    pause(1)  # AW101
    requests.get("u")  # AW102
    fetch("u")  # AW102
    urllib.request.urlopen("https://example.org")  # AW102
    socket.create_connection(("h", 1))  # AW103
    sp.run(["ls"])  # AW104
    check_output(["ls"])  # AW104
    os.system("ls")  # AW104
    sqlite3.connect("db")  # AW105
    open("f")  # AW106
    input()  # AW108
    os.waitpid(1, 0)  # AW104
    smtplib.SMTP("host")  # AW112
    return [sleep(n) for n in range(3)]  # AW101


class Handler:
    async def on_message(self, text="ä"):
        print("ü"), time.sleep(1)  # AW101

    def sync(self):
        time.sleep(1)

        async def inner():
            import shutil

            shutil.copyfile("a", "b")  # AW106

        return inner


async def clean():
    await asyncio.sleep(1)
    await asyncio.to_thread(time.sleep, 1)
    urllib.request.urlopen("data:text/plain,x")
    open(3)
    os.waitpid(1, os.WNOHANG)
    smtplib.SMTP()
    smtplib.SMTP(host="")
    os.path.join("a", "b")

    def callback():
        time.sleep(1)

    later = lambda: time.sleep(1)
    time.sleep(1)  # noqa
    time.sleep(1)  # noqa: AW101
    time.sleep(1)  # awaitwise: ignore[blocking-sleep]
    return callback, later


async def shadowed(sleep, requests):
    sleep(1)
    requests.get("u")
    open = print
    open("f")


def sync():
    time.sleep(1)
    requests.get("u")
"""


def expected(text: str) -> list[tuple[int, str]]:
    found = enumerate(text.splitlines(), 1)
    return [(number, match[1]) for number, line in found if (match := re.search(r"  # (AW\d+)$", line))]


def run(*command: object, path: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **variables, "PYTHON": sys.executable}
    env.pop("AWAITWISE", None)
    env.update(variables)
    if path is not None:
        env["PATH"] = path
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", env=env, stdin=subprocess.DEVNULL)


def findings(text: str) -> list[tuple[str, int, int, str]]:
    lines = (re.fullmatch(r"(.+?):(\d+):(\d+): (AW\d+\[[a-z-]+\]) .+", line) for line in text.splitlines())
    return [(found[1], int(found[2]), int(found[3]), found[4]) for found in lines if found]


class Scripts(unittest.TestCase):
    def setUp(self) -> None:
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # A copy in a place with a space, as a user's home may have one.
        self.scripts = self.folder / "my skills" / "scripts"
        shutil.copytree(SKILL / "scripts", self.scripts, ignore=shutil.ignore_patterns("__pycache__"))
        self.shell = self.scripts / "find-blocking-calls.sh"
        self.python = self.scripts / "find_blocking_calls.py"
        self.project = self.folder / "project"
        (self.project / "pkg").mkdir(parents=True)
        self.file = self.project / "pkg" / "direct.py"
        self.file.write_text(DIRECT, encoding="utf-8")
        # Enough for the shell script, and no awaitwise among it.
        self.bare = self.folder / "bin"
        self.bare.mkdir()
        for name in ("sh", "dirname", "pwd"):
            if found := shutil.which(name):
                (self.bare / name).symlink_to(found)

    def small(self, *paths: object) -> subprocess.CompletedProcess[str]:
        return run(sys.executable, self.python, *paths)

    def test_finds_direct_calls_and_nothing_else(self) -> None:
        result = self.small(self.file)
        self.assertEqual([(line, code[:5]) for _, line, _, code in findings(result.stdout)], expected(DIRECT))
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, "")
        # Columns count characters from 1, also behind a letter of two bytes.
        columns = {line: column for _, line, column, _ in findings(result.stdout)}
        row = next(number for number, line in enumerate(DIRECT.splitlines(), 1) if "ü" in line)
        self.assertEqual(columns[row], DIRECT.splitlines()[row - 1].index("time") + 1)

    def test_exit_status(self) -> None:
        clean = self.project / "clean.py"
        clean.write_text("import time\n\ndef f():\n    time.sleep(1)\n")
        self.assertEqual(self.small(clean).returncode, 0)
        missing = self.small(self.project / "missing.py")
        self.assertEqual((missing.returncode, missing.stdout), (2, ""))
        self.assertIn("missing.py", missing.stderr)
        broken = self.project / "broken.py"
        broken.write_text("async def f(:\n")
        result = self.small(broken, self.file)
        self.assertEqual(result.returncode, 2)
        self.assertIn("broken.py", result.stderr)
        self.assertTrue(findings(result.stdout), "the other file is still read")

    def test_folders_and_encodings(self) -> None:
        body = "import time\nasync def f():\n    time.sleep(1)\n"
        for name in (".venv", "node_modules", "env"):
            (self.project / name).mkdir()
            (self.project / name / "x.py").write_text(body)
        (self.project / "env" / "pyvenv.cfg").write_text("")
        (self.project / "latin.py").write_bytes(b"# coding: latin-1\n# \xe4\n" + body.encode())
        (self.project / "bom.py").write_bytes(b"\xef\xbb\xbf" + body.replace("\n", "\r\n").encode())
        result = self.small(self.project)
        paths = {Path(path).relative_to(self.project).as_posix() for path, *_ in findings(result.stdout)}
        self.assertEqual(paths, {"bom.py", "latin.py", "pkg/direct.py"})

    def test_example(self) -> None:
        result = self.small(SKILL / "assets/example")
        places = [f"{Path(path).name}:{line} {code[:5]}" for path, line, _, code in findings(result.stdout)]
        self.assertEqual(places, ["app.py:24 AW106", "notify.py:12 AW104", "watcher.py:29 AW101"])

    def test_shell_script_falls_back_to_python(self) -> None:
        result = run("sh", self.shell, self.file, path=str(self.bare))
        self.assertEqual(result.stdout, self.small(self.file).stdout)
        self.assertEqual(result.returncode, 1)
        # Reached through a link from elsewhere, and with the setting that makes cd print.
        link = self.folder / "link"
        link.symlink_to(self.scripts)
        self.assertEqual(run("sh", link / self.shell.name, self.file, path=str(self.bare), CDPATH="/").returncode, 1)

    def test_shell_script_prefers_the_binary(self) -> None:
        fake = self.bare / "awaitwise"
        fake.write_text('#!/bin/sh\necho "$@"\nexit 1\n')
        fake.chmod(0o755)
        result = run("sh", self.shell, "a b", "c", path=str(self.bare))
        self.assertEqual(result.stdout, "scan --select blocking --format concise -- a b c\n")
        self.assertEqual(result.returncode, 1)
        # Another name or place can be given.
        other = self.folder / "other"
        fake.rename(other)
        result = run("sh", self.shell, "x", path=str(self.bare), AWAITWISE=str(other))
        self.assertEqual(result.stdout, "scan --select blocking --format concise -- x\n")

    def test_shell_script_without_anything(self) -> None:
        result = run("sh", self.shell, path=str(self.bare), PYTHON="no-such-python")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("help:", result.stderr)


def compare(binary: Path) -> None:
    """Both programs on the same file: the same lines, columns and rules."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "direct.py"
        file.write_text(DIRECT, encoding="utf-8")
        shell = run("sh", SKILL / "scripts/find-blocking-calls.sh", file, AWAITWISE=str(binary))
        small = run(sys.executable, SKILL / "scripts/find_blocking_calls.py", file)
        theirs = [(line, column, code) for _, line, column, code in findings(shell.stdout)]
        mine = [(line, column, code) for _, line, column, code in findings(small.stdout)]
        if shell.returncode != small.returncode or theirs != mine:
            only = sorted(set(theirs) ^ set(mine))
            sys.exit(
                f"awaitwise ({shell.returncode}) and the script ({small.returncode}) differ: {only}\n{shell.stderr}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--awaitwise", type=Path)
    options, rest = parser.parse_known_args()
    if options.awaitwise:
        compare(options.awaitwise.resolve())
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
