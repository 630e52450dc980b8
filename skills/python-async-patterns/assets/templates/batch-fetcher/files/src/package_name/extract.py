"""What to keep of an answer: replace ``extract`` with your own."""


def extract(_url: str, body: bytes) -> dict[str, object]:
    """Return what the result's line holds; runs in a thread, so it may take its time."""
    return {"bytes": len(body)}
