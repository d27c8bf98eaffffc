"""``docgen intake``: from a workbook to data on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def test_a_workbook_is_made_from_data_and_read_back(
    run: Any, tmp_path: Path, payload: dict[str, Any]
) -> None:
    (tmp_path / "data.json").write_text(json.dumps(payload), "utf-8")
    book, back = tmp_path / "book.xlsx", tmp_path / "back.json"
    made = run("intake", "make", "monthly_report", "-o", book, "--data", tmp_path / "data.json")
    assert (made.exit_code, made.stdout.strip()) == (0, str(book))
    assert run("intake", "read", book, "-o", back).exit_code == 0
    assert json.loads(back.read_text("utf-8")) == payload


def test_what_is_missing_ends_with_1_and_names_file_sheet_and_cell(run: Any, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    run("intake", "make", "monthly_report", "-o", book, "-l", "zh")
    result = run("intake", "read", book, "-o", tmp_path / "back.json")
    assert result.exit_code == 1
    assert f"{book}, sheet 基本信息, cell C" in result.stderr
    assert not (tmp_path / "back.json").exists()
    chinese = run("intake", "read", book, "-o", tmp_path / "back.json", "--language", "zh")
    assert "工作表 基本信息，单元格 C" in chinese.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["make", "monthly_repor", "-o", "{folder}/b.xlsx"], "Did you mean monthly_report"),
        (["make", "monthly_report", "-o", "{folder}/b.xlsx", "-l", "fr"], "en, zh"),
        (["read", "{folder}/text.xlsx", "-o", "{folder}/b.json"], "text.xlsx"),
    ],
)
def test_what_cannot_be_done_is_told(run: Any, tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook", "utf-8")
    result = run("intake", *(word.format(folder=tmp_path) for word in words))
    assert result.exit_code == 1
    assert told in result.stderr
