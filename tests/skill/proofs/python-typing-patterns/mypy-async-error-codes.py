# Strict mode finds one of three faults, with the extra checks all three are found.
from checking import codes, passes
from pattern import handle
from proving import run

EXTRA = [f"--enable-error-code={name}" for name in ("unused-awaitable", "truthy-bool", "possibly-undefined")]

assert run(handle()) == "done"
assert codes("bad.py") == ["unused-coroutine"]
passes("pattern.py", *EXTRA)  # next to the other with these options: they share the cache
assert codes("bad.py", *EXTRA) == ["truthy-bool", "unused-awaitable", "unused-coroutine"]
