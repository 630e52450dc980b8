# A three-line fake fits the type; plain `with` and a wrong connection are refused.
from checking import codes, passes, using
from pattern import delete_old, fake_connection
from proving import run

assert run(delete_old(fake_connection)) == len("delete from old")
passes()
assert codes()[:2] == ["attr-defined", "attr-defined"]
USE = """
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pattern import Fake, delete_old

@asynccontextmanager
async def connect() -> AsyncIterator[{0}]:
    yield {0}()

async def main() -> None:
    await delete_old(connect)
"""
assert using(USE.format("Fake")) == []
assert using(USE.format("int")) == ["arg-type"]
