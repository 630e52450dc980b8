#!/usr/bin/env python3
"""Check the one-file template of the skill as a user would meet it: started, loaded over raw sockets, told to stop.

    python tests/skill/check_project_template.py        needs tests/skill/requirements.txt

Raw sockets, because an HTTP client library may repeat a lost request on its own and hide the loss. The checks must fail
for a template that is broken on purpose, or they prove nothing: see `MUTANTS`.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from dataclasses import dataclass, field
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parents[2] / "skills/python-async-patterns/assets/async-project-template.py"
CLIENTS = 60
RUFF = [
    "ruff",
    "check",
    "--isolated",
    "--select=ALL",
    "--ignore=D203,D213,COM812,CPY",
    "--line-length=120",
    "--no-cache",
]
FORMAT = ["ruff", "format", "--isolated", "--line-length=120", "--no-cache", "--check"]
MYPY = ["mypy", "--strict", "--cache-dir", os.devnull, "--platform"]

MUTANTS = {
    "no header says that the connection closes": ('        response.headers["Connection"] = "close"\n', ""),
    "queued jobs are thrown away": ("await service.drained()", "await asyncio.sleep(0)"),
    "stops listening at once": ("await asyncio.sleep(settings.drain_delay)", "await asyncio.sleep(0)"),
}


@dataclass
class Load:
    """What the clients saw."""

    answered: int = 0
    lost: list[str] = field(default_factory=list)
    told_to_close: int = 0
    accepted: set[str] = field(default_factory=set)
    is_ready: bool = True


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: str
) -> tuple[int, dict[str, str], bytes]:
    writer.write(request.encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    status, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(status.split()[1]), headers, await reader.readexactly(int(headers["content-length"]))


def get(path: str, *headers: str) -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""])


def post(path: str, body: str) -> str:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}"


async def client(number: int, port: int, load: Load) -> None:
    """Send request after request over one connection; open a new one only while the service says that it is ready."""
    while load.is_ready:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError as error:
            if load.is_ready:
                load.lost.append(f"connect: {error}")
            return
        try:
            close = False
            while not close:
                request = post("/jobs", "x") if number % 3 == 0 else get(f"/hello/{number}")
                try:
                    status, headers, body = await exchange(reader, writer, request)
                except (OSError, EOFError) as error:
                    load.lost.append(f"{type(error).__name__}: {error}")
                    return
                load.answered += 1
                close = headers.get("connection") == "close"
                load.told_to_close += close
                if status == 202:
                    load.accepted.add(json.loads(body)["accepted"])
                elif status not in {200, 503}:
                    load.lost.append(f"status {status}")
        finally:
            writer.close()


async def watch(port: int, load: Load) -> None:
    """Do what a load balancer does: look at /ready, over a connection of its own each time."""
    while load.is_ready:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            status, _, _ = await exchange(reader, writer, get("/ready", "Connection: close"))
            writer.close()
        except (OSError, EOFError):
            status = 0
        load.is_ready = status == 200
        await asyncio.sleep(0.02)


class Running:
    """The template as a process of its own, and what it logs."""

    def __init__(self, path: Path, **settings: str) -> None:
        self.path = path
        self.settings = {"PORT": "0", "DRAIN_DELAY": "1", "DRAIN_LIMIT": "20", **settings}
        self.log: list[dict[str, str]] = []
        self.port = 0

    async def __aenter__(self) -> Running:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", str(self.path)),
            env={**os.environ, **self.settings},
            stderr=asyncio.subprocess.PIPE,
        )
        started = asyncio.Event()
        self._reading = asyncio.create_task(self._read(started))
        await asyncio.wait({self._reading, asyncio.ensure_future(started.wait())}, return_when="FIRST_COMPLETED")
        if not self.port:
            raise AssertionError(f"it did not start: {self.log}")
        return self

    async def _read(self, started: asyncio.Event) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log.append(json.loads(line))
            if found := re.search(r"port (\d+)$", self.log[-1]["message"]):
                self.port = int(found[1])
                started.set()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        status = await asyncio.wait_for(self.process.wait(), 60)
        await self._reading
        return status

    async def __aexit__(self, *exc: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self._reading


async def stop_under_load(path: Path) -> list[str]:
    """Load the service, tell it to stop in the middle, and give what went wrong."""
    load = Load()
    async with Running(path) as service:
        clients = [asyncio.create_task(client(number, service.port, load)) for number in range(CLIENTS)]
        watcher = asyncio.create_task(watch(service.port, load))
        while load.answered < 3 * CLIENTS:
            await asyncio.sleep(0.01)
        service.stop()
        await asyncio.wait_for(asyncio.gather(*clients, watcher), 60)
        status = await service.ended()
    done = {line["request_id"] for line in service.log if line["message"] == "job done"}
    faults = [f"lost: {fault}" for fault in load.lost]
    faults += [f"exit status {status}"] if status else []
    faults += [] if load.told_to_close >= CLIENTS else [f"{load.told_to_close} of {CLIENTS} clients were told to close"]
    faults += [f"accepted job {job} was not done" for job in sorted(load.accepted - done)]
    faults += [] if load.accepted else ["no job was accepted"]
    faults += [f"logged an error: {line}" for line in service.log if line["level"] in {"error", "critical"}]
    return faults


async def stop_with_queued_jobs(path: Path) -> list[str]:
    """Fill the queue with more than the workers can do at once, stop, and count."""
    async with Running(path, WORKERS="1", DRAIN_DELAY="0") as service:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        for _ in range(50):
            assert (await exchange(reader, writer, post("/jobs", "x")))[0] == 202
        writer.close()
        service.stop()
        status = await service.ended()
    done = sum(line["message"] == "job done" for line in service.log)
    return [] if (done, status) == (50, 0) else [f"{done} of 50 jobs done, exit status {status}"]


async def drain_visibly(path: Path) -> list[str]:
    """Stop an idle service: it must go on answering, and say on every answer that the connection ends."""
    faults: list[str] = []
    async with Running(path, DRAIN_DELAY="2") as service:
        kept = await asyncio.open_connection("127.0.0.1", service.port)
        await exchange(*kept, get("/hello/x"))
        service.stop()
        while not service.log[-1]["message"].startswith(("stopping", "stopped")):
            await asyncio.sleep(0.01)
        for request, expected in ((get("/hello/x"), 200), (get("/ready"), 503), (post("/jobs", "x"), 503)):
            try:
                connection = kept if expected == 200 else await asyncio.open_connection("127.0.0.1", service.port)
                status, headers, _ = await exchange(*connection, request)
                connection[1].close()
            except (OSError, EOFError) as error:
                faults.append(f"no answer after the signal: {error}")
                continue
            if status != expected or headers.get("connection") != "close":
                faults.append(f"{request.split()[1]}: status {status}, connection {headers.get('connection')}")
        if status := await service.ended():
            faults.append(f"exit status {status}")
    return faults


def run(*command: object, **settings: str) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, check=False, capture_output=True, text=True, env={**os.environ, **settings})


class Template(unittest.TestCase):
    def test_loses_nothing_when_stopped_under_load(self) -> None:
        self.assertEqual(asyncio.run(stop_under_load(TEMPLATE)), [])

    def test_says_that_it_stops(self) -> None:
        self.assertEqual(asyncio.run(drain_visibly(TEMPLATE)), [])

    def test_does_every_accepted_job(self) -> None:
        self.assertEqual(asyncio.run(stop_with_queued_jobs(TEMPLATE)), [])

    def test_broken_templates_are_noticed(self) -> None:
        for name, (before, after) in MUTANTS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                text = TEMPLATE.read_text(encoding="utf-8")
                self.assertEqual(text.count(before), 1)
                mutant = Path(folder) / "mutant.py"
                mutant.write_text(text.replace(before, after), encoding="utf-8")
                self.assertTrue(asyncio.run(stop_with_queued_jobs(mutant)) or asyncio.run(drain_visibly(mutant)))

    def test_limits_and_errors(self) -> None:
        async def talk() -> None:
            async with Running(TEMPLATE, MAX_BODY_BYTES="100", DRAIN_DELAY="0") as service:
                reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
                status, headers, _ = await exchange(reader, writer, get("/hello/x", "X-Request-ID: abc"))
                self.assertEqual((status, headers["x-request-id"]), (200, "abc"))
                self.assertEqual((await exchange(reader, writer, get("/health")))[0], 200)
                self.assertEqual((await exchange(reader, writer, get("/ready")))[0], 200)
                self.assertEqual((await exchange(reader, writer, get("/none")))[0], 404)
                self.assertEqual((await exchange(reader, writer, post("/jobs", "x" * 101)))[0], 413)
                writer.close()
                # A port that is taken is one clear line and status 1.
                result = run(sys.executable, TEMPLATE, PORT=str(service.port))
                self.assertEqual(result.returncode, 1)
                (line,) = result.stderr.splitlines()
                self.assertIn(f"port {service.port}", json.loads(line)["message"])
                service.stop()
                self.assertEqual(await service.ended(), 0)

        asyncio.run(talk())

    def test_bad_settings(self) -> None:
        result = run(sys.executable, TEMPLATE, PORT="http", WORKERS="0", DRAIN_DELAY="nan")
        self.assertEqual(result.returncode, 1)
        (line,) = result.stderr.splitlines()
        message = json.loads(line)["message"]
        for name in ("PORT", "WORKERS", "DRAIN_DELAY"):
            self.assertIn(name, message)

    def test_a_dead_worker_ends_the_process(self) -> None:
        code = (
            "import importlib.util as u, sys\n"
            "spec = u.spec_from_file_location('template', sys.argv[1]); t = u.module_from_spec(spec)\n"
            "sys.modules['template'] = t; spec.loader.exec_module(t)\n"
            "async def work(self): raise RuntimeError('dead')\n"
            "t.Service.work = work\n"
            "sys.exit(t.main())\n"
        )
        result = run(sys.executable, "-W", "error", "-c", code, TEMPLATE, PORT="0")
        self.assertEqual(result.returncode, 1)
        self.assertIn("dead", json.loads(result.stderr.splitlines()[-1])["exception"])

    def test_strict_checks(self) -> None:
        for command in (RUFF, FORMAT, [*MYPY, "linux"], [*MYPY, "win32"]):
            result = run(sys.executable, "-m", *command, TEMPLATE)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
