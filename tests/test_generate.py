"""The pipeline: one payload, one way to its files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Cm

from docgen.catalog import Catalog, open_catalog
from docgen.errors import DataError, MissingError, RenderError
from docgen.generate import generate
from docgen.template_cache import TemplateCache
from tests.engine.docx.objects import objects, picture, png, read

WriteDocx = Callable[..., Path]


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


@pytest.fixture
def catalog(tmp_path: Path, write_docx: WriteDocx) -> Catalog:
    """The real catalogue over a folder of tiny templates."""
    for language, greeting in (("en", "Dear"), ("zh", "尊敬的")):
        path = tmp_path / "docx" / "monthly_report" / f"{language}.docx"
        write_docx(path, f"{greeting} {{{{ customer.name }}}}", "{{ period }}")
    return open_catalog(tmp_path, None)


@pytest.fixture
def payload(catalog: Catalog) -> dict[str, Any]:
    return catalog.deliverable("monthly_report").sample("en")


def make(catalog: Catalog, payload: dict[str, Any], **options: Any) -> Any:
    arguments = {"formats": ["docx"], "language": None, "templates": TemplateCache()} | options
    return generate(catalog, "monthly_report", payload, **arguments)


def test_a_payload_becomes_a_readable_file_in_its_own_language(
    catalog: Catalog, payload: dict[str, Any]
) -> None:
    generated = make(catalog, payload)
    (file,) = generated.files
    assert generated.language == "en"
    assert file.name.endswith("_2026-06.docx")
    assert file.template == "docx/monthly_report/en"
    assert texts(file.data) == [f"Dear {payload['customer']['name']}", "2026-06"]


def test_the_language_asked_for_goes_before_the_data_s_own(catalog: Catalog, payload: dict[str, Any]) -> None:
    generated = make(catalog, payload, language="zh")
    assert generated.language == "zh"
    assert texts(generated.files[0].data)[0].startswith("尊敬的")


def test_the_same_payload_gives_the_same_bytes(catalog: Catalog, payload: dict[str, Any]) -> None:
    again = json.loads(json.dumps(payload))
    assert make(catalog, payload).files[0].data == make(catalog, again).files[0].data


def test_a_format_named_twice_is_made_once(catalog: Catalog, payload: dict[str, Any]) -> None:
    assert len(make(catalog, payload, formats=["docx", "docx"]).files) == 1


def test_no_format_at_all_is_a_problem(catalog: Catalog, payload: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="No format"):
        make(catalog, payload, formats=[])


def test_an_unknown_deliverable_is_named_with_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(MissingError, match="Did you mean monthly_report"):
        generate(catalog, "monthly_repor", {}, ["docx"], None, templates=TemplateCache())


def test_the_problems_of_all_formats_come_together(
    catalog: Catalog, payload: dict[str, Any], tmp_path: Path, write_docx: WriteDocx
) -> None:
    write_docx(tmp_path / "docx" / "monthly_report" / "en.docx", "{{ customer.nmae }}")
    with pytest.raises(Exception, match=r"(?s)nmae.*pptx/monthly_report/en") as caught:
        make(catalog, payload, formats=["docx", "pptx"])
    files = [problem.file for problem in caught.value.problems]  # type: ignore[attr-defined]  # a DocgenError
    assert files[0] == "docx/monthly_report/en"
    assert str(tmp_path) not in str(caught.value)


def test_a_missing_field_can_be_marked_and_is_reported(
    catalog: Catalog, payload: dict[str, Any], tmp_path: Path, write_docx: WriteDocx
) -> None:
    write_docx(tmp_path / "docx" / "monthly_report" / "en.docx", "{{ customer.nmae }}")
    generated = make(catalog, payload, on_missing="mark")
    assert "nmae" in texts(generated.files[0].data)[0]
    assert [problem.file for problem in generated.warnings] == ["docx/monthly_report/en"]


def test_a_saved_template_changes_the_next_document(
    catalog: Catalog, payload: dict[str, Any], tmp_path: Path, write_docx: WriteDocx
) -> None:
    cache = TemplateCache()
    first = make(catalog, payload, templates=cache).files[0]
    write_docx(tmp_path / "docx" / "monthly_report" / "en.docx", "Hello {{ customer.name }}")
    second = make(catalog, payload, templates=cache).files[0]
    assert texts(second.data)[0].startswith("Hello")
    assert first.digest != second.digest


def test_a_stored_picture_stands_where_the_data_names_it(tmp_path: Path, payload: dict[str, Any]) -> None:
    path = tmp_path / "docx" / "monthly_report" / "en.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(objects(picture("{{ customer.logo | image }}")))
    (tmp_path / "logo.png").write_bytes(png(30, 10))
    payload["customer"]["logo"] = {"asset": "logo"}
    made = make(open_catalog(tmp_path, None, tmp_path), payload)
    assert read(made.files[0].data).pictures() == [png(30, 10)]
    payload["customer"]["logo"] = {"asset": "../logo"}
    with pytest.raises(RenderError) as caught:
        make(open_catalog(tmp_path, None, tmp_path), payload)
    assert [problem.code for problem in caught.value.problems] == ["unknown-asset"]


def test_texts_of_slides_are_made_smaller_when_that_is_asked_for(
    catalog: Catalog, payload: dict[str, Any], tmp_path: Path
) -> None:
    deck = Presentation()
    box = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, Cm(5), Cm(2))
    box.text_frame.text, box.text_frame.word_wrap = "{{ customer.name * 12 }}", True
    box.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    path = tmp_path / "pptx" / "monthly_report" / "en.pptx"
    path.parent.mkdir(parents=True)
    deck.save(str(path))
    name = {**payload, "customer": {**payload["customer"], "name": "Northwind Ltd "}}
    warnings = [
        make(catalog, name, formats=["pptx"], on_overflow=way).warnings
        for way in ("warn", "shrink", "ignore")
    ]
    assert [[warning.code for warning in each] for each in warnings] == [["overflow"], [], []]
