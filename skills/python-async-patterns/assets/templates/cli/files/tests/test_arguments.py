import pytest

from package_name.arguments import Arguments, Target


def test_arguments_are_read() -> None:
    parsed = Arguments.parse(["--count", "0", "--interval", ".5", "host:80", "[::1]:81"])
    assert parsed.targets == (Target("host", 80), Target("::1", 81))
    assert (parsed.count, parsed.interval, parsed.timeout) == (0, 0.5, 3.0)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["host"],
        [":80"],
        ["host:0"],
        ["host:65536"],
        ["host:x"],
        ["--count", "-1", "host:80"],
        ["--interval", "inf", "host:80"],
        ["--timeout", "x", "host:80"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        Arguments.parse(arguments)
    assert caught.value.code == 2
