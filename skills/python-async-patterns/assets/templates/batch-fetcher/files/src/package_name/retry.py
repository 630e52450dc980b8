"""How long to wait before the next attempt."""

import math
import secrets
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRY_STATUS = frozenset({429, 500, 502, 503, 504})

_random = secrets.SystemRandom()


def backoff(attempt: int, first: float, longest: float) -> float:
    """Return a random delay that doubles with each attempt, so that clients spread out."""
    delay = min(first * 2.0 ** (attempt - 1), longest)
    return _random.uniform(delay / 2, delay)


def retry_after(header: str | None, now: datetime, longest: float) -> float:
    """Return the seconds that a Retry-After header asks for: a number, or a date."""
    if not header:
        return 0.0
    try:
        seconds = float(header)
    except ValueError:
        try:
            date = parsedate_to_datetime(header)
        except ValueError:
            return 0.0
        # A date without a zone is in UTC.
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return min(max(seconds, 0.0), longest) if math.isfinite(seconds) else 0.0
