# Lines of requests that run together carry the right id, also from child tasks, and are JSON.
import asyncio
import io
import json
import logging

from pattern import AddRequest, JsonFormatter, request_scope
from proving import run, settle

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.addFilter(AddRequest())
handler.setFormatter(JsonFormatter())
log = logging.getLogger("shop")
log.addHandler(handler)
log.setLevel(logging.INFO)
log.propagate = False


async def child(name: str) -> None:
    log.info("child %s", name)


async def request(name: str, gate: asyncio.Event) -> None:
    with request_scope(name):
        log.info("begin %s", name)
        await gate.wait()
        await asyncio.create_task(child(name))
        try:
            1 / 0  # noqa: B018
        except ZeroDivisionError:
            log.exception("end %s", name)
    log.info("outside")


async def main() -> None:
    gate = asyncio.Event()
    tasks = [asyncio.create_task(request(name, gate)) for name in ("r1", "r2")]
    await settle()
    log.info("outside")
    gate.set()
    await asyncio.gather(*tasks)


run(main())
lines = [json.loads(line) for line in stream.getvalue().splitlines()]
assert len(lines) == 9
for line in lines:
    word = line["message"].split()[-1]
    assert line["request"] == ("-" if word == "outside" else word), line
assert sum("ZeroDivisionError" in line.get("error", "") for line in lines) == 2
