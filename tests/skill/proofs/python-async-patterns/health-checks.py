# Checks run together, a hanging one is cut off, and no error text reaches the answer.
import asyncio
import json

import pattern
from fake_clock import now, run
from pattern import health
from proving import logged


async def fine() -> bool:
    await asyncio.sleep(0.5)
    return True


async def hanging() -> None:
    await asyncio.Event().wait()


async def broken() -> None:
    raise ConnectionError("postgresql://admin:secret@db.internal")


async def main() -> None:
    answer = await health({"db": fine, "cache": hanging, "queue": broken, "api": hanging})
    assert answer == {"db": "ok", "cache": "timeout", "queue": "failed", "api": "timeout"}
    assert now() == 1  # not one second for each
    assert "secret" not in json.dumps(answer)


with logged(pattern.__name__) as messages:
    run(main())
assert messages == ["health check queue failed"]
