"""Results come in order, from a pool of interpreters where there are such, else from processes."""

import concurrent.futures
import sys

import pattern
from proving import run

if __name__ == "__main__":
    assert run(pattern.digit_sums([123, 99, 0, 10**20])) == [6, 18, 0, 1]
    name = "InterpreterPoolExecutor" if sys.version_info >= (3, 14) else "ProcessPoolExecutor"
    assert pattern.CpuPool is getattr(concurrent.futures, name)
