"""Settings of the processor, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .environment import Environment
from .logs import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside."""

    log_level: str
    items: int
    workers: int
    queue: int
    batch: int
    step_timeout: float
    shutdown_timeout: float
    # % if metrics
    metrics_port: int
    # % endif

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Read all settings; raise SettingsError that names each bad one."""
        env = Environment(values)
        settings = cls(
            log_level=env.choice("LOG_LEVEL", "INFO", LEVELS),
            items=env.integer("ITEMS", 0, minimum=0, maximum=10**12),
            workers=env.integer("WORKERS", 4, minimum=1, maximum=10_000),
            queue=env.integer("QUEUE", 100, minimum=1, maximum=10**6),
            batch=env.integer("BATCH", 50, minimum=1, maximum=10**6),
            step_timeout=env.seconds("STEP_TIMEOUT", 30, minimum=0.01, maximum=3600),
            shutdown_timeout=env.seconds("SHUTDOWN_TIMEOUT", 20, minimum=0, maximum=300),
            # % if metrics
            metrics_port=env.integer("METRICS_PORT", 9000, minimum=0, maximum=65535),
            # % endif
        )
        env.check()
        return settings
