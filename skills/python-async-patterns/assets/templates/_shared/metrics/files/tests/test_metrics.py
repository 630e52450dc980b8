import asyncio
import contextlib

from package_name.metrics import Metrics


async def scrape(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.0\r\n\r\n")
    text = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return text


async def test_outcomes_are_counted_and_served() -> None:
    metrics = Metrics()
    with metrics.measure():
        pass
    with contextlib.suppress(ValueError), metrics.measure():
        int("x")
    with metrics.serve(0) as port:
        async with asyncio.timeout(5):
            text = await scrape(port)
    assert 'work_total{outcome="succeeded"} 1.0' in text
    assert 'work_total{outcome="failed"} 1.0' in text
    assert "work_duration_seconds_count 2.0" in text
