# The plain declaration fits an asynchronous generator; the asynchronous one fits none.
from checking import codes, passes, using
from pattern import Numbers, total
from proving import run

assert run(total(Numbers())) == 6
passes()
assert codes() == ["attr-defined"]
USE = """
from pattern import Numbers
import {0}

async def main() -> int:
    return await {0}.total(Numbers())
"""
assert using(USE.format("pattern")) == []
assert using(USE.format("bad"), "--follow-imports=silent") == ["arg-type"]
