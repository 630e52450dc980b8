# A value or a clear error, apart for each task; None by default is an error of the checker.
import asyncio

from checking import codes, passes, using
from pattern import User, current_user, signed_in
from proving import run


async def request(name: str) -> str:
    with signed_in(User(name)):
        await asyncio.sleep(0)
        return current_user().name


async def main() -> None:
    assert await asyncio.gather(request("a"), request("b")) == ["a", "b"]
    try:
        current_user()
    except RuntimeError as error:
        assert str(error) == "no user is signed in"
    else:
        raise AssertionError("nobody was signed in")


run(main())
passes()
assert "attr-defined" in codes()
assert using("from contextvars import ContextVar\n\nuser = ContextVar('user')\n") == ["var-annotated"]
