# aclosing takes an AsyncGenerator and closes it when the loop is left; an AsyncIterator is refused.
from checking import codes, passes
from pattern import first_line, log
from proving import run

assert run(first_line()) == "line 0"
assert log == ["open", "close"]
passes()
assert codes() == ["type-var"]
