from __future__ import annotations

from pathlib import Path

import pytest

from docgen.catalog import Catalog, open_catalog
from docgen.errors import MissingError


def test_the_programme_has_its_five_main_deliverables(catalog: Catalog) -> None:
    formats = {id: known.formats for id, known in catalog.deliverables.items()}
    assert formats == {
        "research_report": ("docx", "pptx", "xlsx"),
        "service_plan": ("docx", "pptx", "xlsx"),
        "monthly_report": ("docx", "pptx", "xlsx"),
        "effect_evaluation": ("docx", "pptx", "xlsx"),
        "acceptance_report": ("docx", "xlsx"),
    }
    assert {known.programme for known in catalog.deliverables.values()} == set(catalog.programmes)


def test_an_unknown_deliverable_is_answered_with_the_nearest_one(catalog: Catalog) -> None:
    with pytest.raises(MissingError) as caught:
        catalog.deliverable("montly_report")
    assert caught.value.problems[0].hint == "Did you mean monthly_report?"


@pytest.mark.parametrize(
    ("format", "language", "code"), [("pptx", "zh", "unknown-format"), ("docx", "fr", "unknown-language")]
)
def test_a_format_or_language_that_does_not_exist_is_named(
    catalog: Catalog, format: str, language: str, code: str
) -> None:
    with pytest.raises(MissingError) as caught:
        catalog.template_path(format, "acceptance_report", language)
    assert caught.value.problems[0].code == code


def test_templates_and_samples_can_lie_in_folders_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "docx" / "monthly_report" / "zh.docx"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"PK")
    (tmp_path / "monthly_report.en.json").write_text("{}", encoding="utf-8")
    own = open_catalog(tmp_path, tmp_path)
    assert own.template_path("docx", "monthly_report", "zh") == file
    assert [(sample.deliverable, sample.language) for sample in own.samples()] == [("monthly_report", "en")]
    with pytest.raises(MissingError) as caught:
        own.template_path("docx", "monthly_report", "en")
    assert caught.value.problems[0].code == "no-template"
    assert str(tmp_path) not in str(caught.value)


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        open_catalog(tmp_path / "nowhere")
