import json
import logging

import pytest

from package_name.logs import configure_logging, log_context


def test_a_line_is_json_with_context_extra_and_exception(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("INFO")
    logger = logging.getLogger("test")
    with log_context(request="r1"):
        logger.debug("not shown")
        try:
            int("x")
        except ValueError:
            logger.exception("hello %s", "there", extra={"size": 3})
    logger.info("outside")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["message"] == "hello there"
    assert (first["level"], first["request"], first["size"]) == ("ERROR", "r1", 3)
    assert "ValueError" in first["exception"]
    assert "request" not in second
