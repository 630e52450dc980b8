"""Settings of the service, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .environment import Environment
from .logs import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside."""

    host: str
    port: int
    log_level: str
    drain_delay: float
    shutdown_timeout: float
    request_timeout: float
    max_in_flight: int
    max_body_bytes: int

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Read all settings; raise SettingsError that names each bad one."""
        env = Environment(values)
        settings = cls(
            host=env.text("HOST", "127.0.0.1"),
            port=env.integer("PORT", 8080, minimum=0, maximum=65535),
            log_level=env.choice("LOG_LEVEL", "INFO", LEVELS),
            drain_delay=env.seconds("DRAIN_DELAY", 5, minimum=0, maximum=300),
            shutdown_timeout=env.seconds("SHUTDOWN_TIMEOUT", 20, minimum=0, maximum=300),
            request_timeout=env.seconds("REQUEST_TIMEOUT", 10, minimum=0.1, maximum=300),
            max_in_flight=env.integer("MAX_IN_FLIGHT", 500, minimum=1, maximum=100_000),
            max_body_bytes=env.integer("MAX_BODY_BYTES", 1 << 20, minimum=1, maximum=1 << 30),
        )
        env.check()
        return settings
