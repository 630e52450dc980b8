from package_name.breaker import Breaker


def test_it_opens_after_failures_in_a_row_and_probes() -> None:
    now = 0.0
    breaker = Breaker(2, 10, lambda: now)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.delay() == 0
    breaker.failed()
    assert breaker.delay() == 10
    now = 10.0
    assert breaker.delay() == 0
    assert breaker.delay() == 10
    breaker.succeeded()
    assert breaker.delay() == 0
    assert breaker.delay() == 0
