# Requests that run together keep apart, child tasks inherit, nothing is left; thread locals are overwritten.
import asyncio

import bad
import structlog
from pattern import in_request, log
from proving import raises, run, settle
from structlog.testing import capture_logs


async def child() -> None:
    log.info("child")


async def main() -> None:
    gate = asyncio.Event()

    async def handle() -> str:
        await gate.wait()
        await asyncio.create_task(child())
        return "done"

    async def fails() -> None:
        raise ValueError

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        tasks = [asyncio.create_task(in_request(name, handle)) for name in ("r1", "r2")]
        await settle()
        log.info("outside")
        gate.set()
        assert await asyncio.gather(*tasks) == ["done", "done"]
        await raises(ValueError, in_request("r3", fails))
        log.info("after")
    for name in ("r1", "r2"):
        events = [line["event"] for line in lines if line.get("request") == name]
        assert events == ["begin", "child", "end"], lines
    assert [line["event"] for line in lines if "request" not in line] == ["outside", "after"]

    async def handle_with_local(name: str) -> str:
        bad.begin(name)
        await asyncio.sleep(0)
        return bad.line("end")

    mixed = await asyncio.gather(handle_with_local("r1"), handle_with_local("r2"))
    assert mixed == ["r2 end", "r2 end"]


run(main())
