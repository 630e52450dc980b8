"""Every job is done at least once, whatever ends the worker."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from project import LIMIT, Mutant, Project, free_port

JOBS = 40

# Publishes through the project's own broker, so that the proof knows nothing of its format.
PUBLISH = """
import asyncio, json, sys
from {package}.redis_broker import RedisBroker

async def main():
    broker = await RedisBroker.connect(sys.argv[1], takeover=60, remember=60)
    for number in range({jobs}):
        await broker.publish(f"job-{{number}}", json.dumps({{"seconds": 0.05 + number * 7 % 10 / 50}}))
    await broker.close()

asyncio.run(main())
"""

MUTANTS = (
    # Acknowledged before the work: a kill loses what is in hand.
    Mutant(
        "worker.py",
        "                    await self._attempt(delivery)\n",
        "                    await self._broker.acknowledge(delivery)\n                    await self._attempt(delivery)\n",
    ),
    # A stop that ends the work at once.
    Mutant("worker.py", "timeout=self._settings.shutdown_timeout)", "timeout=0)"),
)


def prove(project: Project) -> None:
    """Stop, kill and restart workers until all jobs are done."""
    if not (project.path / "src" / project.package / "redis_broker.py").exists():
        in_memory(project)
        return
    program = shutil.which("redis-server")
    url = os.environ.get("TEST_REDIS_URL")
    assert program or url, "put redis-server on the path, or set TEST_REDIS_URL"
    with tempfile.TemporaryDirectory() as folder:
        server = None
        if url is None:
            port = free_port()
            url = f"redis://127.0.0.1:{port}/0"
            server = subprocess.Popen(
                [program, "--port", str(port), "--dir", folder, "--save", ""], stdout=subprocess.DEVNULL
            )
        try:
            on_redis(project, url)
        finally:
            if server:
                server.terminate()
                server.wait()


def on_redis(project: Project, url: str) -> None:
    settings = {
        "APP_BROKER_URL": url,
        "APP_CONCURRENCY": "4",
        "APP_JOB_TIMEOUT": "1",
        "APP_MAX_ATTEMPTS": "50",
        "APP_METRICS_PORT": "0",
    }
    environment = project.environment(**settings)
    publish = PUBLISH.format(package=project.package, jobs=JOBS)
    give_up = time.monotonic() + LIMIT
    while subprocess.run(
        [*project.command[:1], "-c", publish, url], env=environment, capture_output=True, check=False
    ).returncode:
        assert time.monotonic() < give_up, "the jobs were never published"
    done: set[str] = set()
    for how in (signal.SIGTERM, signal.SIGKILL):
        finished, status, lines = asyncio.run(work(project, environment, how, 8))
        assert status == (0 if how == signal.SIGTERM else -9), (status, lines[-3:])
        assert not any("cut off" in line for line in lines), "a job in hand was not finished"
        done |= finished
    assert len(done) < JOBS, "all jobs were done before the last worker: nothing was tried"
    left = JOBS - len(done)
    finished, _, lines = asyncio.run(work(project, environment, signal.SIGTERM, left, done))
    done |= finished
    assert len(done) == JOBS, f"{JOBS - len(done)} jobs were lost"


def in_memory(project: Project) -> None:
    finished, status, _ = asyncio.run(
        work(project, project.environment(APP_EXAMPLE_JOBS="12", APP_METRICS_PORT="0"), signal.SIGTERM, 12)
    )
    assert (len(finished), status) == (12, 0)


async def work(
    project: Project,
    environment: dict[str, str],
    how: signal.Signals,
    enough: int,
    known: frozenset[str] | set[str] = frozenset(),
) -> tuple[set[str], int, list[str]]:
    """Run a worker until it has done `enough` new jobs, then signal it; return what it says it did."""
    process = await asyncio.create_subprocess_exec(
        *project.command, env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    done: set[str] = set()
    lines: list[str] = []
    try:
        async with asyncio.timeout(project.limit):
            async for line in process.stderr:
                lines.append(line.decode())
                entry = json.loads(line)
                if entry["message"] == "job done":
                    done.add(entry["job"])
                    if len(done - known) >= enough and process.returncode is None:
                        process.send_signal(how)
                        enough = JOBS * 2
            await process.wait()
    except TimeoutError:
        lines.append("the worker did not get there in time")
    finally:
        if process.returncode is None:
            process.kill()
    return done, await process.wait(), lines
