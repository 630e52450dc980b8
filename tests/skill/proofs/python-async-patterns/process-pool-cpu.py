"""Results come in order from other processes; without a main guard the child can't start."""

# by reading: a process pool that is made at import, without a main guard, breaks under spawn and forkserver.

import subprocess
import sys
from pathlib import Path

import pattern
from proving import run

HERE = Path(__file__).parent


def check() -> None:
    assert run(pattern.main([10, 100, 30])) == [4, 25, 10]
    done = subprocess.run([sys.executable, "bad.py"], cwd=HERE, capture_output=True, text=True, timeout=20)
    assert done.returncode != 0 and "256" not in done.stdout
    assert "before the" in done.stderr and "bootstrapping phase" in done.stderr, done.stderr
    assert "BrokenProcessPool" in done.stderr


if __name__ == "__main__":
    check()
