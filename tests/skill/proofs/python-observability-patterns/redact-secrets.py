# Secrets go by name, inside nested values and inside URLs; the rest stays as it is.
from pattern import redact

event = {
    "event": "call https://user:hunter2@example.org/x?api_key=abc&page=2",
    "password": "hunter2",
    "headers": {"Authorization": "Bearer abc", "Accept": "text/html", "Set-Cookie": "a=b"},
    "urls": ["https://example.org/?token=abc", "https://example.org/?page=2"],
    "count": 3,
}
cleaned = redact(None, "info", event)
assert cleaned == {
    "event": "call https://user:***@example.org/x?api_key=***&page=2",
    "password": "***",
    "headers": {"Authorization": "***", "Accept": "text/html", "Set-Cookie": "***"},
    "urls": ["https://example.org/?token=***", "https://example.org/?page=2"],
    "count": 3,
}
assert "hunter2" not in str(cleaned) and "abc" not in str(cleaned)
