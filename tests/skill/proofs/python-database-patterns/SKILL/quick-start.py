"""What is added is there, the next time as well, and nothing is left running."""

import tempfile
import threading
from pathlib import Path

import pattern
from proving import run, until

with tempfile.TemporaryDirectory() as folder:
    url = f"sqlite+aiosqlite:///{Path(folder, 'notes.db')}"
    assert run(pattern.main(url)) == ["hello"]
    assert run(pattern.main(url)) == ["hello", "hello"]
    run(until(lambda: threading.active_count() == 1))
