import json

import pytest

from package_name import __main__ as entry
from package_name.__main__ import main


def test_a_bad_setting_is_one_clear_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APP_LOG_LEVEL", "LOUD")
    assert main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "APP_LOG_LEVEL must be one of" in json.loads(line)["message"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError("port in use"), "cannot run: port in use"),
        (ExceptionGroup("errors", [ValueError("bad")]), "ended by an error"),
    ],
)
def test_an_error_is_one_line_of_json_and_status_1(
    error: Exception,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_settings: object) -> None:
        raise error

    monkeypatch.setattr(entry, "start", fail)
    assert main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == message
