# One JSON object for each line, with level, time, bound values and traceback; lower levels are left out.
import io
import json

import structlog
from pattern import configure

stream = io.StringIO()
configure(stream)
log = structlog.get_logger()
with structlog.contextvars.bound_contextvars(request="r1"):
    log.info("started", port=80)
    log.debug("not written")
    try:
        raise ValueError("no")
    except ValueError:
        log.exception("failed")
first, second = (json.loads(line) for line in stream.getvalue().splitlines())
assert first.pop("timestamp").endswith("Z")
assert first == {"event": "started", "level": "info", "port": 80, "request": "r1"}
assert second["level"] == "error" and second["request"] == "r1"
assert second["exception"][0]["exc_type"] == "ValueError"
