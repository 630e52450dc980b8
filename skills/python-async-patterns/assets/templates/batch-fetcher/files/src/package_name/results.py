"""Results as JSON Lines: complete at each moment, and the list of what is done."""

import json
import os
from pathlib import Path


class ResultFile:
    """Appends whole lines. Its methods block: call them from a thread."""

    def __init__(self, path: Path) -> None:
        """Keep results in ``path``."""
        self._path = path

    def done(self) -> set[str]:
        """Return the URLs that have a result; cut off a last line that a kill left half written."""
        if not self._path.exists():
            return set()
        content = self._path.read_bytes()
        complete = content[: content.rfind(b"\n") + 1]
        if len(complete) < len(content):
            os.truncate(self._path, len(complete))
        return {json.loads(line)["url"] for line in complete.splitlines()}

    def append(self, results: list[dict[str, object]]) -> None:
        """Add results, and wait until they are on the disk."""
        lines = "".join(json.dumps(result, ensure_ascii=False) + "\n" for result in results)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
