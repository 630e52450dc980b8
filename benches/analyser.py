"""The analyser's figures beside ruff's ASYNC rules on the same files, measured in one run.

    python benches/analyser.py target/release/awaitwise FOLDER [--ruff ruff] [--copies 6]

Times are wall seconds, the least of several runs; memory is the largest resident size in MiB. `--copies` repeats the
folder's files under other names, to see what a line costs in a program that many times as large. Figures, no verdict.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from server import Server

RUNS = 5


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds and MiB of one run."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def best(command: list[str]) -> tuple[float, float]:
    runs = [measured(command) for _ in range(RUNS)]
    return min(seconds for seconds, _ in runs), max(size for _, size in runs)


def lines_of(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))


def compare(awaitwise: str, ruff: str, folder: Path) -> None:
    lines = lines_of(folder)
    ours = best([awaitwise, "scan", "--no-cache", "--format", "json", str(folder)])
    theirs = best([ruff, "check", "--select", "ASYNC", "--no-cache", "--isolated", str(folder)])
    print(f"{lines:>12,} lines   awaitwise {ours[0]:6.2f} s {ours[1]:6.0f} MiB {1e9 * ours[0] / lines:6.0f} ns a line")
    print(f"{'':>18}   ruff      {theirs[0]:6.2f} s {theirs[1]:6.0f} MiB")
    print(f"{'':>18}   ratio     {ours[0] / theirs[0]:6.2f}   {ours[1] / theirs[1]:6.1f}", flush=True)


def cached(awaitwise: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as cache:
        command = [awaitwise, "scan", "--cache-dir", cache, "--format", "json", str(folder)]
        measured(command)
        seconds, size = best(command)
    print(f"with its cache on disk           {seconds:6.2f} s {size:6.0f} MiB", flush=True)


def edited(awaitwise: str, folder: Path) -> None:
    """A server's scan after one file has changed."""
    server = Server([awaitwise, "serve", "--root", str(folder)])
    call = {"name": "scan_blocking_calls", "arguments": {"path": str(folder), "limit": 1}}

    def scan() -> float:
        started = time.perf_counter()
        server.ask("tools/call", call)
        return time.perf_counter() - started

    print(f"a server's first scan            {scan():6.2f} s")
    file = max(folder.rglob("*.py"), key=lambda path: path.stat().st_size)
    times = []
    for _ in range(RUNS):
        file.write_text(file.read_text() + "\n# edited\n")
        times.append(scan())
    print(f"and after an edited file         {min(times):6.2f} s")
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("awaitwise")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ruff", default="ruff")
    parser.add_argument("--copies", type=int, default=0)
    arguments = parser.parse_args()
    awaitwise = str(Path(arguments.awaitwise).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "one")
        shutil.copytree(arguments.folder, folder)
        compare(awaitwise, arguments.ruff, folder)
        cached(awaitwise, folder)
        edited(awaitwise, folder)
        if arguments.copies:
            many = Path(temporary, "many")
            for number in range(arguments.copies):
                shutil.copytree(arguments.folder, many / f"copy{number}")
            compare(awaitwise, arguments.ruff, many)


main()
