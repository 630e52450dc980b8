"""The two faces agree; the shared tests of the project are the proof. What is left: it ends by itself."""

import subprocess
import sys

from project import LIMIT, Mutant, Project

MUTANTS = (
    Mutant("portal.py", "            raise RuntimeError(message)\n", "            pass\n"),
    Mutant(
        "portal.py",
        "            loop.call_soon_threadsafe(loop.stop)\n            thread.join()\n",
        "            pass\n",
    ),
    Mutant("core.py", "return await asyncio.shield(task)", "return await task"),
    Mutant("core.py", "        if task is None:\n", "        if True:\n"),
)

USE = """
import asyncio
from {package} import AsyncCache, Cache

async def load(key):
    return key.upper()

async def main():
    async with AsyncCache(load, keep=60) as cache:
        print(await cache.get("a"))

asyncio.run(main())
print(Cache(load, keep=60).get("b"))
"""


def prove(project: Project) -> None:
    """A program that forgets to close the sync face still ends."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", USE.format(package=project.package)],
        env=project.environment(),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "A\nB\n"), done
