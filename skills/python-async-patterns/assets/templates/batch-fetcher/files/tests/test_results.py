from pathlib import Path

from package_name.results import ResultFile


def test_results_are_kept_and_a_torn_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    results = ResultFile(path)
    assert results.done() == set()
    results.append([{"url": "a"}, {"url": "b"}])
    with path.open("a") as file:
        file.write('{"url": "c", "by')
    assert results.done() == {"a", "b"}
    results.append([{"url": "d"}])
    assert results.done() == {"a", "b", "d"}
