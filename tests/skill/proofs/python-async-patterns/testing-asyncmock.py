# The fake keeps the real signatures; a bare AsyncMock answers with a coroutine.
import asyncio
import gc
import warnings
from unittest.mock import AsyncMock

import bad
from pattern import Mailer, flaky_mailer, notify


async def main() -> None:
    mailer = flaky_mailer()
    assert await notify(mailer, "a@example.org") == "sent"
    assert mailer.send.await_count == 2
    mailer.send.assert_awaited_with("a@example.org")
    assert mailer.ready() is True
    assert isinstance(mailer, Mailer)
    try:
        await mailer.send()
    except TypeError:
        pass
    else:
        raise AssertionError("a wrong call passed")

    mailer = flaky_mailer()
    mailer.ready.return_value = False
    assert await notify(mailer, "a@example.org") == "later"
    mailer.send.assert_not_awaited()
    assert await notify(Mailer(), "b") == "sent to b"

    loose = AsyncMock()
    lost = loose.send("x")
    loose.send.assert_called_once_with("x")
    try:
        loose.send.assert_awaited_once()
    except AssertionError:
        pass
    else:
        raise SystemExit("assert_awaited passed without an await")
    await lost

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bad.mailer.ready.return_value = False
        assert await bad.is_ready() is True
        gc.collect()


asyncio.run(main())
