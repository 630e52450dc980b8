"""Settings of the fetcher, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .environment import Environment
from .logs import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside."""

    input: Path
    output: Path
    log_level: str
    concurrency: int
    per_host: int
    request_timeout: float
    max_attempts: int
    retry_delay: float
    longest_delay: float
    breaker_failures: int
    breaker_pause: float
    max_body_bytes: int
    shutdown_timeout: float

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Read all settings; raise SettingsError that names each bad one."""
        env = Environment(values)
        settings = cls(
            input=Path(env.text("INPUT", "urls.txt")),
            output=Path(env.text("OUTPUT", "results.jsonl")),
            log_level=env.choice("LOG_LEVEL", "INFO", LEVELS),
            concurrency=env.integer("CONCURRENCY", 20, minimum=1, maximum=10_000),
            per_host=env.integer("PER_HOST", 4, minimum=1, maximum=10_000),
            request_timeout=env.seconds("REQUEST_TIMEOUT", 30, minimum=0.01, maximum=3600),
            max_attempts=env.integer("MAX_ATTEMPTS", 4, minimum=1, maximum=100),
            retry_delay=env.seconds("RETRY_DELAY", 0.5, minimum=0, maximum=3600),
            longest_delay=env.seconds("LONGEST_DELAY", 60, minimum=0, maximum=3600),
            breaker_failures=env.integer("BREAKER_FAILURES", 10, minimum=1, maximum=10**6),
            breaker_pause=env.seconds("BREAKER_PAUSE", 30, minimum=0.01, maximum=3600),
            max_body_bytes=env.integer("MAX_BODY_BYTES", 10 << 20, minimum=1, maximum=1 << 30),
            shutdown_timeout=env.seconds("SHUTDOWN_TIMEOUT", 20, minimum=0, maximum=300),
        )
        env.check()
        return settings
