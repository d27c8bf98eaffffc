"""The command line over tiny templates and a home of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from docgen.cli import main

Run = Callable[..., Result]
WriteDocx = Callable[..., Path]


@pytest.fixture
def templates(tmp_path: Path, write_docx: WriteDocx) -> Path:
    """A folder with a tiny Word template of the monthly report in both languages."""
    for language in ("en", "zh"):
        path = tmp_path / "templates" / "docx" / "monthly_report" / f"{language}.docx"
        write_docx(path, "{{ customer.name }}", "{{ period }}")
    return tmp_path / "templates"


@pytest.fixture
def run(tmp_path: Path, templates: Path) -> Run:
    """Return a function that calls a command with words."""
    settings = {"DOCGEN_HOME": str(tmp_path / "home"), "DOCGEN_TEMPLATES": str(templates)}

    def call(*words: object, env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], env=settings | (env or {}))

    return call


@pytest.fixture
def payload() -> dict[str, Any]:
    """The English monthly report's sample, to change at will."""
    path = Path(__file__).parents[2] / "samples" / "monthly_report.en.json"
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data
