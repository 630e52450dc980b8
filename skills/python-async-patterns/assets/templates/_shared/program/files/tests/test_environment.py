import pytest

from package_name.environment import Environment, SettingsError


def test_values_are_read_and_defaults_fill_in() -> None:
    env = Environment({"APP_NAME": " box ", "APP_COUNT": "3", "APP_WAIT": "0.5", "APP_MODE": "b"})
    assert env.text("NAME", "other") == "box"
    assert env.integer("COUNT", 1, minimum=1, maximum=9) == 3
    assert env.seconds("WAIT", 1.0, minimum=0, maximum=9) == 0.5
    assert env.choice("MODE", "a", ("a", "b")) == "b"
    assert env.text("MISSING", "other") == "other"
    env.check()


@pytest.mark.parametrize("text", ["", "  ", "x", "0", "10", "1.5", "nan"])
def test_a_bad_integer_is_named(text: str) -> None:
    env = Environment({"APP_COUNT": text})
    env.integer("COUNT", 1, minimum=1, maximum=9)
    with pytest.raises(SettingsError, match="APP_COUNT must"):
        env.check()


@pytest.mark.parametrize("text", ["", "x", "-1", "10", "nan", "inf"])
def test_bad_seconds_are_named(text: str) -> None:
    env = Environment({"APP_WAIT": text})
    env.seconds("WAIT", 1.0, minimum=0, maximum=9)
    with pytest.raises(SettingsError, match="APP_WAIT must"):
        env.check()


def test_a_bad_url_is_named_but_not_shown() -> None:
    env = Environment({"APP_BAD": "ftp://user:secret@host", "APP_GOOD": "redis://host"})
    assert env.url("GOOD", "memory://", ("memory", "redis")) == "redis://host"
    env.url("BAD", "memory://", ("memory", "redis"))
    with pytest.raises(SettingsError, match="APP_BAD must be a URL") as caught:
        env.check()
    assert "secret" not in str(caught.value)


def test_all_problems_are_reported_together() -> None:
    env = Environment({"APP_MODE": "c", "APP_COUNT": "many"})
    env.choice("MODE", "a", ("a", "b"))
    env.integer("COUNT", 1, minimum=1, maximum=9)
    with pytest.raises(SettingsError, match=r"APP_MODE must .*; APP_COUNT must "):
        env.check()
