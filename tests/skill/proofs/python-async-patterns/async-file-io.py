"""The file is replaced as a whole, off the loop; an error leaves the old one as it was."""

import json
import os
import tempfile
from pathlib import Path

import bad
import pattern
from opened import opened_in
from proving import raises, run


async def main(folder: Path) -> None:
    path = folder / "data.json"
    with opened_in(folder) as where:
        await pattern.save(path, {"a": 1})
    with path.open() as reader, opened_in(folder) as where:
        await pattern.save(path, {"a": [1, 2]})
        assert json.load(reader) == {"a": 1}, "who reads meanwhile sees the old file to its end"
    assert where == {"thread"}, where
    assert json.loads(path.read_text()) == {"a": [1, 2]}
    await raises(TypeError, pattern.save(path, {"a": object()}))
    assert json.loads(path.read_text()) == {"a": [1, 2]} and os.listdir(folder) == ["data.json"]

    with opened_in(folder) as where:
        await raises(TypeError, bad.save(path, object()))
    assert where == {"loop"} and path.read_text() == "", "the old content is lost"


with tempfile.TemporaryDirectory() as name:
    run(main(Path(name)))
