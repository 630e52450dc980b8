import json

import pytest

from package_name.__main__ import main


def test_a_bad_setting_is_one_clear_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APP_LOG_LEVEL", "LOUD")
    assert main(["127.0.0.1:1"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "APP_LOG_LEVEL must be one of" in json.loads(line)["message"]


def test_data_goes_to_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--timeout", "0.5", "127.0.0.1:1"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["open"] is False
    assert not captured.err
