"""The command line: parsed and checked before anything runs."""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Target:
    """A port to ask."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``host:port``, with brackets around an IPv6 address."""
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
            message = f"{text!r} is not of the form HOST:PORT"
            raise argparse.ArgumentTypeError(message)
        return cls(host, int(port))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What the user asked for."""

    targets: tuple[Target, ...]
    count: int
    interval: float
    timeout: float

    @classmethod
    def parse(cls, arguments: Sequence[str] | None) -> Self:
        """Read the command line; print usage and exit with status 2 when it is wrong."""
        parser = argparse.ArgumentParser(
            prog="<% name %>",
            description="Ask ports whether they are open.",
        )
        parser.add_argument("targets", nargs="+", metavar="HOST:PORT", type=Target.parse)
        parser.add_argument(
            "--count", type=natural, default=1, help="how often to ask; 0 asks until Ctrl-C"
        )
        parser.add_argument(
            "--interval", type=seconds, default=1.0, help="seconds between two questions"
        )
        parser.add_argument(
            "--timeout", type=seconds, default=3.0, help="seconds to wait for an answer"
        )
        parsed = parser.parse_args(arguments)
        return cls(
            targets=tuple(parsed.targets),
            count=parsed.count,
            interval=parsed.interval,
            timeout=parsed.timeout,
        )


def natural(text: str) -> int:
    """Read a whole number that is not negative."""
    if not text.isdecimal():
        message = f"{text!r} is not a whole number"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def seconds(text: str) -> float:
    """Read a finite number of seconds."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        message = f"{text!r} is not a number of seconds"
        raise argparse.ArgumentTypeError(message)
    return value
