# A few lines in each period, the number of those left out in the next, and no effect on other messages.
import structlog
from pattern import LimitRepeats

clock = 0.0
limit = LimitRepeats(most=2, period=60, clock=lambda: clock)


def write(text: str) -> dict[str, object] | None:
    try:
        return dict(limit(None, "warning", {"event": text}))
    except structlog.DropEvent:
        return None


assert write("down") == {"event": "down"}
assert write("down") == {"event": "down"}
assert [write("down") for _ in range(5)] == [None] * 5
assert write("other") == {"event": "other"}
clock = 59.9
assert write("down") is None
clock = 60.0
assert write("down") == {"event": "down", "left_out": 6}
assert write("down") == {"event": "down"}
assert write("down") is None
clock = 500.0
assert write("other") == {"event": "other"}
