# Kept alive, limited, errors logged, waited for at the end, cut off after the grace time.
import asyncio
import gc

import pattern
from fake_clock import now, run
from pattern import Background
from proving import logged


async def main() -> None:
    background = Background(limit=3)
    done: list[str] = []

    async def mail() -> None:
        await asyncio.sleep(1)
        done.append("mail")

    async def fails() -> None:
        raise ValueError

    async def never() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            done.append("cut off")

    background.start(mail)
    gc.collect()
    background.start(fails)
    background.start(never)
    try:
        background.start(mail)
    except RuntimeError:
        pass
    else:
        raise AssertionError("the limit was passed")
    await asyncio.sleep(0.1)
    background.start(mail)  # the failed one made room
    await background.close(grace=5)
    assert done == ["mail", "mail", "cut off"] and now() == 5.1
    try:
        background.start(mail)
    except RuntimeError:
        pass
    else:
        raise AssertionError("work was taken after the end")
    await Background().close(grace=5)
    assert now() == 5.1


with logged(pattern.__name__) as messages:
    run(main())
assert messages == ["background work failed"]
