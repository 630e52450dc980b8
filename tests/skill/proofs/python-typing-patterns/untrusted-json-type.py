# Wrong data fails at the border with a message; Any passes the checker and the border.
import bad
from checking import passes, using
from pattern import BadAnswer, Price, load
from proving import raises, run


async def main() -> None:
    async def good() -> object:
        return {"name": "tea", "cents": 250, "more": None}

    async def wrong() -> object:
        return {"name": "tea", "cents": "250"}

    assert await load(good) == Price("tea", 250)
    error = await raises(BadAnswer, load(wrong))
    assert "not a price" in str(error)
    assert isinstance(await bad.load_cents(wrong), dict)  # an int, says the checker


run(main())
passes()
passes("bad.py")
assert using("def f(data: object) -> str:\n    return data['name']\n") != []
