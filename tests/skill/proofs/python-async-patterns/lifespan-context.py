# Opened in order, closed in reverse: after use, after an error, and when the start fails half-way.
import pattern
from pattern import App, lifespan
from proving import raises, run

ORDER = ["open pool", "open client", "close client", "close pool"]


async def main() -> None:
    log: list[str] = []
    async with lifespan(log) as app:
        assert app == App("pool", "client")
        assert log == ORDER[:2]
    assert log == ORDER

    async def fails(log: list[str]) -> None:
        async with lifespan(log):
            raise ValueError

    log = []
    await raises(ValueError, fails(log))
    assert log == ORDER

    original = pattern.open_resource

    def broken(name: str, log: list[str]) -> object:
        if name == "client":
            raise ConnectionError
        return original(name, log)

    pattern.open_resource = broken
    log = []
    await raises(ConnectionError, fails(log))
    assert log == ["open pool", "close pool"]


run(main())
