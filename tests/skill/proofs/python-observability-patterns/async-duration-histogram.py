# The time of the run is measured, also of a failure; the decorator measures almost nothing.
import asyncio

import bad
from pattern import registry, timed
from proving import raises, run


def value(name: str, **labels: str) -> float:
    return registry.get_sample_value(name, labels) or 0.0


async def main() -> None:
    async def slow() -> str:
        await asyncio.sleep(0.05)
        return "ok"

    async def fails() -> None:
        await asyncio.sleep(0.05)
        raise ValueError

    assert await timed("import", slow) == "ok"
    await raises(ValueError, timed("import", fails))
    assert value("job_seconds_count", job="import") == 2
    assert value("job_seconds_sum", job="import") >= 0.09
    assert value("job_seconds_bucket", job="import", le="0.01") == 0

    await bad.job()
    assert bad.registry.get_sample_value("job_seconds_count") == 1
    assert (bad.registry.get_sample_value("job_seconds_sum") or 0) < 0.04


run(main())
