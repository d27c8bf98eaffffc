"""``docgen render``: one document from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest


@pytest.fixture
def data(tmp_path: Path, payload: dict[str, Any]) -> Path:
    path = tmp_path / "data.json"
    path.write_text(json.dumps(payload), "utf-8")
    return path


def test_the_file_is_written_and_its_path_printed(
    run: Any, data: Path, tmp_path: Path, payload: dict[str, Any]
) -> None:
    result = run("render", "monthly_report", data, "-f", "docx", "-o", tmp_path / "out" / "deep")
    assert result.exit_code == 0
    path = Path(result.stdout.strip())
    assert path.parent == tmp_path / "out" / "deep"
    assert docx.Document(str(path)).paragraphs[0].text == payload["customer"]["name"]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_texts_of_slides_may_be_asked_to_shrink(run: Any, data: Path, tmp_path: Path) -> None:
    words = ("-f", "docx", "--on-overflow", "shrink", "-o", tmp_path)
    assert run("render", "monthly_report", data, *words).exit_code == 0


def test_another_language_can_be_asked_for(run: Any, data: Path, tmp_path: Path) -> None:
    result = run("render", "monthly_report", data, "-f", "docx", "-l", "zh", "-o", tmp_path / "out")
    assert "客户综合服务报告" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["monthly_repor", "{data}"], "Did you mean monthly_report"),
        (["monthly_report", "{data}", "-f", "pdf"], "docx, pptx, xlsx"),
        (["monthly_report", "{data}", "-f", "docx", "-l", "fr"], "en, zh"),
        (["monthly_report", "{data}", "-f", "pptx"], "pptx/monthly_report/en"),
    ],
)
def test_what_cannot_be_made_ends_with_1_and_says_why(
    run: Any, data: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    result = run("render", *(word.format(data=data) for word in words), "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_wrong_data_is_told_with_its_file_and_pointers(
    run: Any, data: Path, tmp_path: Path, payload: dict[str, Any]
) -> None:
    del payload["customer"]["name"]
    payload["period"] = "June"
    data.write_text(json.dumps(payload), "utf-8")
    result = run("render", "monthly_report", data, "-f", "docx", "-o", tmp_path / "out")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{data}, /") for line in lines)


def test_bad_json_is_told_with_line_and_column(run: Any, data: Path) -> None:
    data.write_text('{\n"a": 1,\n"b": }', "utf-8")
    result = run("render", "monthly_report", data)
    assert result.exit_code == 1
    assert f"{data}, line 3, column 6" in result.stderr
