"""The server's figures beside a fastmcp host of the same skills, measured in one run.

    python benches/server.py target/release/awaitwise

needs a Python with tests/clients/requirements.txt. Figures, no verdict: a busy machine makes both slower.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SKILLS = Path(__file__).resolve().parent.parent / "skills"
HOST = f"""
from fastmcp import FastMCP
from fastmcp.server.providers.skills import SkillsDirectoryProvider

host = FastMCP("host")
host.add_provider(SkillsDirectoryProvider({str(SKILLS)!r}, supporting_files="resources"))


@host.tool
def read_skill(skill: str) -> str:
    return skill


host.run(show_banner=False)
"""


class Server:
    """A server on standard input and output, spoken to by hand."""

    def __init__(self, command: list[str]) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None
        )
        self.next = 0
        self.ask(
            "initialize",
            {
                "protocolVersion": "2025-11-25",
                "capabilities": {},
                "clientInfo": {"name": "bench", "version": "1"},
            },
        )
        self.first_answer = time.perf_counter() - self.started
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdout
        self.next += 1
        self.send({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params})
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"the server ended during {method}")
            answer = json.loads(line)
            if answer.get("id") == self.next:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def resident_mib(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def measure(name: str, command: list[str], arguments: dict[str, str], starts: int, calls: int) -> None:
    first = []
    for _ in range(starts):
        server = Server(command)
        first.append(server.first_answer * 1000)
        server.close()
    server = Server(command)
    tools = server.ask("tools/list", {})["tools"]
    page = server.ask("resources/list", {})
    resources = page["resources"]
    while cursor := page.get("nextCursor"):
        page = server.ask("resources/list", {"cursor": cursor})
        resources += page["resources"]
    server.ask("prompts/list", {})
    server.ask("resources/templates/list", {})
    resident = server.resident_mib()
    call = {"name": "read_skill", "arguments": arguments}
    times = []
    for _ in range(calls):
        begin = time.perf_counter()
        server.ask("tools/call", call)
        times.append((time.perf_counter() - begin) * 1000)
    server.close()
    print(
        f"{name:<10} first answer {statistics.median(first):8.1f} ms (least {min(first):.1f})   "
        f"resident {resident:6.1f} MiB   tools/call {statistics.median(times):6.2f} ms   "
        f"{len(tools)} tools, {len(resources)} resources"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--calls", type=int, default=200)
    options = parser.parse_args()
    print(f"binary {options.binary.stat().st_size / 1e6:.1f} MB")
    command = [str(options.binary.resolve()), "serve"]
    measure("awaitwise", command, {"skill": "python-async-patterns", "path": "SKILL.md"}, options.starts, options.calls)
    command = [sys.executable, "-c", HOST]
    measure("fastmcp", command, {"skill": "python-async-patterns"}, max(3, options.starts // 6), options.calls)


if __name__ == "__main__":
    main()
