# The factory gives a complete object; an asynchronous __init__ is a TypeError.
import bad
from pattern import Settings
from proving import run, unraisable


async def main() -> None:
    async def read() -> str:
        return "host=db\nquery=a=b\n"

    settings = await Settings.load(read)
    assert settings.values == {"host": "db", "query": "a=b"}

    class Special(Settings):
        pass

    assert type(await Special.load(read)) is Special


run(main())
with unraisable():
    try:
        bad.Settings()
    except TypeError as error:
        assert "should return None, not 'coroutine'" in str(error)
    else:
        raise AssertionError("an asynchronous __init__ was accepted")
