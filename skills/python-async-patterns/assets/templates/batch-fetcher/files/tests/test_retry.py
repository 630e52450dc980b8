from datetime import UTC, datetime

import pytest

from package_name.retry import backoff, retry_after

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("7", 7),
        ("-7", 0),
        ("1e9", 60),
        ("nan", 0),
        ("inf", 0),
        ("soon", 0),
        ("Thu, 01 Jan 2026 12:00:09 GMT", 9),
        ("Thu, 01 Jan 2026 12:00:09 -0000", 9),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float) -> None:
    assert retry_after(header, NOW, 60) == seconds


def test_backoff_doubles_with_jitter_and_has_a_limit() -> None:
    for attempt, longest in ((1, 1), (2, 2), (3, 4), (9, 5)):
        delays = {backoff(attempt, 1, 5) for _ in range(20)}
        assert len(delays) > 1
        assert all(longest / 2 <= delay <= longest for delay in delays)
