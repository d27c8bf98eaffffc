"""``docgen batch``: many documents on all cores, with a report of what failed."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest


@pytest.fixture
def items(payload: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for number in range(12):
        data = deepcopy(payload)
        data["customer"] |= {"name": f"Customer {number:02}", "short_name": f"Customer {number:02}"}
        found.append(data)
    return found


def batch(run: Any, source: Path, output: Path, *words: object) -> Any:
    return run("batch", source, "-d", "monthly_report", "-f", "docx", "-o", output, *words)


def names(folder: Path) -> set[str]:
    return {docx.Document(str(path)).paragraphs[0].text for path in folder.glob("*.docx")}


def write_folder(folder: Path, items: list[dict[str, Any]]) -> Path:
    folder.mkdir()
    for number, item in enumerate(items):
        (folder / f"{number:02}.json").write_text(json.dumps(item), "utf-8")
    return folder


def write_lines(folder: Path, items: list[dict[str, Any]]) -> Path:
    path = folder.with_suffix(".jsonl")
    path.write_text("\n".join(json.dumps({"data": item}) for item in items) + "\n\n", "utf-8")
    return path


def write_list(folder: Path, items: list[dict[str, Any]]) -> Path:
    path = folder.with_suffix(".json")
    path.write_text(json.dumps(items), "utf-8")
    return path


@pytest.mark.parametrize("write", [write_folder, write_lines, write_list])
def test_every_item_becomes_a_file(run: Any, tmp_path: Path, items: list[dict[str, Any]], write: Any) -> None:
    result = batch(run, write(tmp_path / "data", items), tmp_path / "out", "-j", 2)
    assert result.exit_code == 0, result.stderr
    assert names(tmp_path / "out") == {f"Customer {number:02}" for number in range(12)}
    assert "12 of 12" in result.stdout


def test_failures_are_reported_and_stop_nothing(
    run: Any, tmp_path: Path, items: list[dict[str, Any]]
) -> None:
    items[3]["period"] = "June"
    source = write_lines(tmp_path / "data", items)
    with source.open("a", encoding="utf-8") as lines:
        lines.write("{not json\n[1]\n")
    result = batch(run, source, tmp_path / "out", "-j", 2)
    assert result.exit_code == 1
    assert len(names(tmp_path / "out")) == 11
    report = json.loads((tmp_path / "out" / "failures.json").read_text("utf-8"))
    assert [entry["source"] for entry in report] == [f"{source}:4", f"{source}:14", f"{source}:15"]
    assert report[0]["problems"][0]["place"] == "/period"
    assert report[1]["problems"][0]["place"] == "line 1, column 2"
    assert f"{source}:4, /period" in result.stderr
    batch(run, write_list(tmp_path / "good", items[:2]), tmp_path / "out")
    assert not (tmp_path / "out" / "failures.json").exists()


def test_items_of_the_same_name_do_not_overwrite_each_other(
    run: Any, tmp_path: Path, items: list[dict[str, Any]]
) -> None:
    source = write_list(tmp_path / "data", [items[0]] * 3)
    assert batch(run, source, tmp_path / "out", "-j", 2).exit_code == 0
    stems = sorted(path.stem for path in (tmp_path / "out").glob("*.docx"))
    assert len(stems) == 3
    assert [stem.removeprefix(stems[0]) for stem in stems] == ["", " (2)", " (3)"]


def test_a_template_in_the_language_of_the_items_is_enough(
    run: Any, tmp_path: Path, items: list[dict[str, Any]], templates: Path
) -> None:
    (templates / "docx" / "monthly_report" / "zh.docx").unlink()
    source = write_list(tmp_path / "data", items[:2])
    assert batch(run, source, tmp_path / "out", "-j", 1).exit_code == 0


def test_an_order_that_cannot_be_is_refused_before_anything_is_made(
    run: Any, tmp_path: Path, items: list[dict[str, Any]]
) -> None:
    source = write_list(tmp_path / "data", items)
    for words in (["-f", "pdf"], ["-l", "fr"], ["-d", "monthly_repor"], ["-f", "pptx"]):
        result = batch(run, source, tmp_path / "out", *words)
        assert result.exit_code == 1
        assert result.stderr
    assert list((tmp_path / "out").glob("*")) == [] if (tmp_path / "out").exists() else True
