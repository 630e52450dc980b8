"""Uploads up to the limit arrive, larger ones stop early, nothing stays on disk or is opened on the loop."""

import os
import tempfile
from pathlib import Path

import pattern
from asgi import direct
from opened import opened_in
from proving import run


async def main(folder: Path) -> None:
    pattern.MAX_BYTES = 100_000
    sent = 0

    async def body(pieces: int):
        nonlocal sent
        for _ in range(pieces):
            sent += 1
            yield bytes(10_000)

    async with direct(pattern.app) as client:
        with opened_in(folder) as where:
            assert (await client.put("/upload", content=body(10))).json() == 100_000
        assert where == {"thread"}, where
        sent = 0
        assert (await client.put("/upload", content=body(1000))).status_code == 413
        assert sent <= 12, "it stops reading at the limit"
        assert (await client.put("/upload", content=bytes(100_001))).status_code == 413
    assert os.listdir(folder) == []


with tempfile.TemporaryDirectory() as name:
    tempfile.tempdir = name
    run(main(Path(name)))
    tempfile.tempdir = None
