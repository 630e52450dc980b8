"""Settings of the worker, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .environment import Environment
from .logs import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside."""

    # % if redis
    broker_url: str
    # % endif
    log_level: str
    concurrency: int
    job_timeout: float
    max_attempts: int
    retry_delay: float
    remember_seconds: int
    shutdown_timeout: float
    example_jobs: int
    # % if metrics
    metrics_port: int
    # % endif

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Read all settings; raise SettingsError that names each bad one."""
        env = Environment(values)
        settings = cls(
            # % if redis
            broker_url=env.url("BROKER_URL", "memory://", ("memory", "redis", "rediss")),
            # % endif
            log_level=env.choice("LOG_LEVEL", "INFO", LEVELS),
            concurrency=env.integer("CONCURRENCY", 10, minimum=1, maximum=1000),
            job_timeout=env.seconds("JOB_TIMEOUT", 30, minimum=0.1, maximum=86400),
            max_attempts=env.integer("MAX_ATTEMPTS", 5, minimum=1, maximum=100),
            retry_delay=env.seconds("RETRY_DELAY", 0.5, minimum=0, maximum=60),
            remember_seconds=env.integer("REMEMBER_SECONDS", 86400, minimum=1, maximum=10**8),
            shutdown_timeout=env.seconds("SHUTDOWN_TIMEOUT", 20, minimum=0, maximum=300),
            example_jobs=env.integer("EXAMPLE_JOBS", 0, minimum=0, maximum=10**6),
            # % if metrics
            metrics_port=env.integer("METRICS_PORT", 9000, minimum=0, maximum=65535),
            # % endif
        )
        env.check()
        return settings
