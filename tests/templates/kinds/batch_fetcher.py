"""Every URL gets a result, within the limits, also when the run is stopped or killed."""

import asyncio
import json
import signal
import tempfile
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from project import LIMIT, Mutant, Project

URLS = 60
PER_HOST = 4

MUTANTS = (
    Mutant("fetcher.py", "        async with self._limits[host]:\n", "        if True:\n"),
    Mutant("fetcher.py", "if response.status in RETRY_STATUS:", "if response.status in ():"),
    Mutant("results.py", "            os.truncate(self._path, len(complete))\n", "            pass\n"),
    Mutant(
        "app.py",
        "        await asyncio.to_thread(results.append, new)\n",
        "        await asyncio.to_thread(results.append, new[1:])\n",
    ),
)


def prove(project: Project) -> None:
    """SIGTERM, SIGKILL, then a run to the end; a stub server counts."""
    asyncio.run(_prove(project))


async def _prove(project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with stub() as (base, seen):
            await _runs(project, Path(folder), base, seen)


async def _runs(project: Project, folder: Path, base: str, seen: Counter[str]) -> None:
    urls = [f"{base}/{number}" for number in range(URLS)]
    output = folder / "results.jsonl"
    (folder / "urls.txt").write_text("\n".join(urls))
    environment = project.environment(
        APP_INPUT=str(folder / "urls.txt"),
        APP_OUTPUT=str(output),
        APP_CONCURRENCY="8",
        APP_PER_HOST=str(PER_HOST),
        APP_RETRY_DELAY="0.01",
        APP_BREAKER_PAUSE="0.05",
        APP_REQUEST_TIMEOUT=str(LIMIT),
        APP_LOG_LEVEL="WARNING",
    )
    for how, requests in ((signal.SIGTERM, 12), (signal.SIGKILL, 45), (None, 0)):
        process = await asyncio.create_subprocess_exec(
            *project.command, env=environment, stderr=asyncio.subprocess.PIPE
        )
        if how:
            async with asyncio.timeout(LIMIT):
                while seen["requests"] < requests and process.returncode is None:
                    await asyncio.sleep(0.005)
            assert process.returncode is None, (await process.communicate())[1]
            process.send_signal(how)
        async with asyncio.timeout(LIMIT):
            _, log = await process.communicate()
        assert process.returncode == (-9 if how == signal.SIGKILL else 0), log
        if how == signal.SIGTERM:
            done = [json.loads(line)["url"] for line in output.read_text().splitlines()]
            assert 0 < len(done) < URLS, len(done)
        if how == signal.SIGKILL:
            # What a kill in the middle of a write leaves.
            with output.open("a") as file:
                file.write('{"url": "http://to')
    results = [json.loads(line) for line in output.read_text().splitlines()]
    assert Counter(result["url"] for result in results) == Counter(urls), "a result is missing or double"
    assert all(result["ok"] for result in results), "an error that passed was not tried again"
    assert seen["most"] <= PER_HOST, f"{seen['most']} requests at once"


@asynccontextmanager
async def stub():
    """A server that answers every third URL with 500 the first time, and counts requests."""
    seen: Counter[str] = Counter()

    async def answer(request: web.Request) -> web.Response:
        seen["requests"] += 1
        seen["now"] += 1
        seen["most"] = max(seen["most"], seen["now"])
        first = not seen[request.path]
        seen[request.path] += 1
        await asyncio.sleep(0.01)
        seen["now"] -= 1
        return web.Response(status=500 if first and int(request.path[1:]) % 3 == 0 else 200, body=b"page")

    app = web.Application()
    app.router.add_get("/{number}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", seen
    finally:
        await runner.cleanup()
