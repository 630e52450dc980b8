import subprocess
from functools import cached_property


class Build:
    @cached_property
    def revision(self) -> str:
        done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, check=True)
        return done.stdout.decode().strip()

    @property
    def name(self) -> str:
        return "build"
#---
from app.version import Build

build = Build()


async def health() -> dict[str, str]:
    return {
        "name": build.name,
        "revision": build.revision,
    }
#---
