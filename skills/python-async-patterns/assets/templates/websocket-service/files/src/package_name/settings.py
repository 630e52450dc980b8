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
    ping_interval: float
    queue: int
    max_message_bytes: int

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Read all settings; raise SettingsError that names each bad one."""
        env = Environment(values)
        settings = cls(
            host=env.text("HOST", "127.0.0.1"),
            port=env.integer("PORT", 8080, minimum=0, maximum=65535),
            log_level=env.choice("LOG_LEVEL", "INFO", LEVELS),
            drain_delay=env.seconds("DRAIN_DELAY", 5, minimum=0, maximum=300),
            shutdown_timeout=env.seconds("SHUTDOWN_TIMEOUT", 10, minimum=0.1, maximum=300),
            ping_interval=env.seconds("PING_INTERVAL", 20, minimum=0.1, maximum=3600),
            queue=env.integer("QUEUE", 64, minimum=1, maximum=100_000),
            max_message_bytes=env.integer("MAX_MESSAGE_BYTES", 65536, minimum=1, maximum=1 << 26),
        )
        env.check()
        return settings
