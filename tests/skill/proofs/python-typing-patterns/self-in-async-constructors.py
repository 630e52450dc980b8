# The subclass keeps its type through the factory and `async with`; with the class's name it is lost.
from checking import codes, passes
from pattern import Shop, main
from proving import run

assert run(main()) == "ordered"
passes()
assert "attr-defined" in codes()


async def made() -> type:
    return type(await Shop.connect())


assert run(made()) is Shop
