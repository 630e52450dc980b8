"""The script's entry works without a loop and explains itself under one; asyncio.run inside raises."""

import asyncio

import bad
import pattern
from proving import raises, run, warned


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


assert pattern.run_here(answer) == 42


async def main() -> None:
    async def sync_in_async() -> int:
        return pattern.run_here(answer)

    error = await raises(RuntimeError, sync_in_async())
    assert "await main() instead" in str(error)
    with warned() as seen:
        error = await raises(RuntimeError, bad.report())
        assert "asyncio.run() cannot be called from a running event loop" in str(error)
        error.__traceback__ = None
    assert any("never awaited" in text for text in seen), seen


run(main())
