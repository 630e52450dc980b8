"""Read typed settings from environment variables, and report every mistake at once."""

import math
from collections.abc import Mapping

PREFIX = "APP_"


class SettingsError(ValueError):
    """One or more environment variables have unusable values."""


class Environment:
    """A view of the environment that collects problems instead of stopping at the first."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Read from ``values``, usually ``os.environ``."""
        self._values = values
        self._problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        """Return a text that is not blank."""
        value = self._values.get(PREFIX + name, default).strip()
        if not value:
            self._problem(name, "must not be empty")
        return value

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """Return one of ``choices``."""
        value = self.text(name, default)
        if value not in choices:
            self._problem(name, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """Return a URL with one of ``schemes``; never show it, it may hold a password."""
        value = self.text(name, default)
        if value.partition("://")[0] not in schemes or "://" not in value:
            self._problem(name, f"must be a URL that begins with {' or '.join(schemes)}")
        return value

    def integer(self, name: str, default: int, *, minimum: int, maximum: int) -> int:
        """Return a whole number within bounds."""
        text = self.text(name, str(default))
        try:
            value = int(text)
        except ValueError:
            value = minimum - 1
        if not minimum <= value <= maximum:
            self._problem(name, f"must be a whole number from {minimum} to {maximum}, not {text!r}")
        return value

    def seconds(self, name: str, default: float, *, minimum: float, maximum: float) -> float:
        """Return a finite number of seconds within bounds."""
        text = self.text(name, str(default))
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not minimum <= value <= maximum:
            self._problem(
                name, f"must be a number of seconds from {minimum:g} to {maximum:g}, not {text!r}"
            )
        return value

    def check(self) -> None:
        """Raise SettingsError with all problems that were met."""
        if self._problems:
            raise SettingsError("; ".join(self._problems))

    def _problem(self, name: str, problem: str) -> None:
        self._problems.append(f"{PREFIX}{name} {problem}")
