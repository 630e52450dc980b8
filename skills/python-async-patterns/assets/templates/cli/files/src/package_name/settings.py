"""Settings from the environment; what changes from call to call is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .environment import Environment
from .logs import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside."""

    log_level: str

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Read all settings; raise SettingsError that names each bad one."""
        env = Environment(values)
        settings = cls(log_level=env.choice("LOG_LEVEL", "WARNING", LEVELS))
        env.check()
        return settings
