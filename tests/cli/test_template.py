"""``docgen template check``: every problem of a template with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest


@pytest.fixture
def bad(templates: Path) -> Path:
    """A template with a mistake in the body, in a table and in the header."""
    document = docx.Document()
    document.add_paragraph("{{ customer.nmae }}")
    document.add_table(1, 1).cell(0, 0).text = "{{ perid }}"
    document.sections[0].header.paragraphs[0].text = "{{ provider.nam }}"
    path = templates / "docx" / "monthly_report" / "en.docx"
    document.save(str(path))
    return path


def test_a_good_template_is_ok(run: Any, templates: Path) -> None:
    result = run("template", "check", templates)
    assert result.exit_code == 0, result.output
    assert result.stdout.count(": ok") == 2


def test_every_problem_is_printed_with_its_place_and_hint(run: Any, bad: Path) -> None:
    result = run("template", "check", bad)
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith(str(bad))]
    assert len(lines) == 3
    assert "customer.name" in result.stderr
    assert "header" in result.stderr
    assert "table 1" in result.stderr


def test_the_deliverable_can_be_named(run: Any, bad: Path, tmp_path: Path) -> None:
    path = bad.rename(tmp_path / "mine.docx")
    assert run("template", "check", path).exit_code == 0
    assert run("template", "check", path, "--deliverable", "monthly_report").exit_code == 1
    result = run("template", "check", path, "--deliverable", "monthly_repor")
    assert (result.exit_code, "Did you mean monthly_report" in result.stderr) == (1, True)


def test_a_file_that_is_no_template_is_a_problem(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"no zip at all")
    result = run("template", "check", path)
    assert result.exit_code == 1
    assert str(path) in result.stderr


def test_a_folder_without_templates_is_wrong_usage(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("template", "check", tmp_path / "empty").exit_code == 2


def test_a_copy_with_the_problems_as_comments_is_written(run: Any, bad: Path, tmp_path: Path) -> None:
    out = tmp_path / "problems.docx"
    result = run("template", "check", bad, "--annotate", out)
    assert result.exit_code == 1
    assert len(list(docx.Document(str(out)).comments)) == 3
    assert run("template", "check", bad, bad, "--annotate", out).exit_code == 2


def test_no_copy_is_written_of_what_is_no_template(run: Any, tmp_path: Path) -> None:
    path, out = tmp_path / "x.docx", tmp_path / "problems.docx"
    path.write_bytes(b"no zip at all")
    assert run("template", "check", path, "--annotate", out).exit_code == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "lang", "said"),
    [
        (["--language", "zh"], "", "没有字段 customer.nmae。 您是想写 customer.name 吗？"),
        (["--language", "ru"], "zh_CN.UTF-8", "Нет поля customer.nmae."),
        ([], "ru_RU.UTF-8", "Нет поля customer.nmae."),
        ([], "fr_FR.UTF-8", "There is no field customer.nmae."),
        ([], "C", "There is no field customer.nmae."),
    ],
)
def test_problems_are_told_in_the_language_asked_for_or_the_systems(
    run: Any, bad: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], lang: str, said: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    assert said in run("template", "check", bad, *options).stderr
