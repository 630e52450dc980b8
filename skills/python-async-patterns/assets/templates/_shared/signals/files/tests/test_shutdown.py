import asyncio
import signal

import pytest

from package_name.shutdown import SIGNALS, stop_on_signals


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_signal_sets_the_event(number: signal.Signals) -> None:
    async with asyncio.timeout(5):
        with stop_on_signals() as stop:
            signal.raise_signal(number)
            await stop.wait()


async def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with stop_on_signals():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
