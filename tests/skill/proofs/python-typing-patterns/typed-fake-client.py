# The fake fits the protocol; one that has drifted is refused.
from checking import codes, passes, using
from pattern import FixedRates, convert
from proving import run

assert run(convert(FixedRates({"EUR": 0.9}), 10, "EUR")) == 9.0
passes()
assert codes() == ["assignment"]
USE = """
from {0} import FixedRates
from pattern import convert

async def main() -> None:
    await convert(FixedRates({1}), 1, "EUR")
"""
assert using(USE.format("pattern", "{}")) == []
assert using(USE.format("bad", ""), "--follow-imports=silent") == ["arg-type"]
