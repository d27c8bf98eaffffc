"""The Excel templates: each compiles, names fields that exist, and gives a workbook fit for a customer."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from docgen.catalog import Catalog, open_catalog
from docgen.engine import Compiled, check, compile

LANGUAGES = ("en", "zh")
DELIVERABLES = (
    "monthly_report",
    "acceptance_report",
    "research_report",
    "service_plan",
    "effect_evaluation",
)
EACH = [(deliverable, language) for deliverable in DELIVERABLES for language in LANGUAGES]
PAGES = {
    "monthly_report": (14, 20),
    "acceptance_report": (11, 16),
    "research_report": (9, 14),
    "service_plan": (14, 20),
    "effect_evaluation": (11, 16),
}
MEASURED = {"kpis": "name", "value_entries": "title"}
SUBJECTS = {
    "monthly_report": {
        "service_items": "title",
        "milestones": "title",
        "deliverables": "title",
        "risks": "title",
        "products": "name",
        "suggestions": "title",
        "next_month": "title",
        "events": "title",
        **MEASURED,
    },
    "acceptance_report": {
        "work": "result",
        "milestones": "title",
        "deliverables": "title",
        "criteria": "criterion",
        "open_items": "title",
        "signatures": "organisation",
        **MEASURED,
    },
    "research_report": {
        "infrastructure": "current",
        "business": "area",
        "applications": "name",
        "interviews": "role",
        "gaps": "as_is",
        "goals": "title",
        "next_steps": "title",
    },
    "service_plan": {
        "propositions": "pain",
        "path": "title",
        "landing_plan": "title",
        "milestones": "title",
        "resources": "role",
        "actions": "title",
        "events": "title",
        "risks": "title",
        "value_entries": "title",
        "roi_measures": "metric",
    },
    "effect_evaluation": {
        "objectives": "title",
        "lessons": "text",
        "actions": "action",
        "recommendations": "title",
        **MEASURED,
    },
}
"""The lists that a workbook shows, each with the field that names an item."""
TAG = re.compile(r"\{[{%].*?[%}]\}", re.S)
LATIN = re.compile(r"[A-Za-z]{2,}")
TERMS = {"IT", "KPI", "MVP", "NPS", "PDCA", "ROI", "AS", "IS", "TO", "BE"}
HAN = re.compile(r"[\u4e00-\u9fff]")

each = pytest.mark.parametrize(("deliverable", "language"), EACH)


@cache
def catalog() -> Catalog:
    return open_catalog()


@cache
def compiled(deliverable: str, language: str) -> Compiled:
    path = catalog().template_path("xlsx", deliverable, language)
    return compile(path.read_bytes(), name=f"xlsx/{deliverable}/{language}")


@cache
def context(deliverable: str, language: str) -> dict[str, Any]:
    known = catalog().deliverable(deliverable)
    return known.context(known.load(known.sample(language)), language)


@cache
def rendered(deliverable: str, language: str) -> bytes:
    return compiled(deliverable, language).render(context(deliverable, language), language=language)


def template(deliverable: str, language: str) -> Workbook:
    return opened(catalog().template_path("xlsx", deliverable, language).read_bytes())


def opened(data: bytes, **options: Any) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def values(book: Workbook) -> list[Any]:
    return [
        cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    ]


def fixed_texts(book: Workbook) -> Iterator[str]:
    """Yield what the template itself says: texts of cells without their tags, and names of visible sheets."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield sheet.title
            for text in sheet_texts(sheet):
                yield TAG.sub(" ", text)


def sheet_texts(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "s":
                yield str(cell.value)


def chart_titles(deliverable: str, language: str) -> list[str]:
    path = catalog().template_path("xlsx", deliverable, language)
    with zipfile.ZipFile(path) as file:
        charts = sorted(name for name in file.namelist() if name.startswith("xl/charts/chart"))
        return [" ".join(re.findall(r"<(?:a:)?t>([^<]*)<", file.read(name).decode())) for name in charts]


@each
def test_a_template_names_only_fields_that_exist(deliverable: str, language: str) -> None:
    data = catalog().template_path("xlsx", deliverable, language).read_bytes()
    fields = [field.path for field in catalog().deliverable(deliverable).fields()]
    assert check(data, fields) == []


@each
def test_no_tag_is_left_in_any_part(deliverable: str, language: str) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(deliverable, language))) as file:
        left = [name for name in file.namelist() if re.search(rb"\{\{|\{%|%\}", file.read(name))]
    assert left == []


@each
def test_template_and_workbook_are_sound_files(deliverable: str, language: str, tmp_path: Path) -> None:
    path = catalog().template_path("xlsx", deliverable, language)
    assert path.stat().st_size < 150_000
    made = tmp_path / "made.xlsx"
    made.write_bytes(rendered(deliverable, language))
    for file in (path, made):
        assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


@each
def test_every_item_of_the_sample_has_its_row(deliverable: str, language: str) -> None:
    shown = set(values(opened(rendered(deliverable, language))))
    data = context(deliverable, language)
    for name, key in SUBJECTS[deliverable].items():
        assert [item[key] for item in data[name] if item[key] not in shown] == [], name


@each
def test_the_template_speaks_one_language(deliverable: str, language: str) -> None:
    texts = [*fixed_texts(template(deliverable, language)), *chart_titles(deliverable, language)]
    if language == "en":
        assert [text for text in texts if HAN.search(text)] == []
    else:
        assert [text for text in texts if set(LATIN.findall(text)) - TERMS] == []


@pytest.mark.parametrize("deliverable", DELIVERABLES)
def test_both_languages_say_the_same_in_the_same_places(deliverable: str) -> None:
    english, chinese = (template(deliverable, language) for language in LANGUAGES)
    assert len(english.worksheets) == len(chinese.worksheets)
    for one, other in zip(english.worksheets, chinese.worksheets, strict=True):
        assert tags_by_cell(one) == tags_by_cell(other), one.title
        assert one.freeze_panes == other.freeze_panes
        assert one.tables.items() == other.tables.items()


def tags_by_cell(sheet: Worksheet) -> dict[str, set[str]]:
    """Return the fields that each cell names; order and words between them are the language's."""
    found = {
        cell.coordinate: set(re.findall(r"[a-z_]+(?:\.[a-z_]+)+", " ".join(TAG.findall(str(cell.value)))))
        for row in sheet.iter_rows()
        for cell in row
    }
    return {place: names for place, names in found.items() if names}


@each
def test_tables_end_with_their_last_row(deliverable: str, language: str) -> None:
    data = context(deliverable, language)
    book = opened(rendered(deliverable, language))
    tables = {name: ref for sheet in book.worksheets for name, ref in sheet.tables.items()}
    assert tables
    for name in SUBJECTS[deliverable]:
        if ref := tables.get(f"tbl_{name}"):
            first, last = (int(number) for number in re.findall(r"\d+", ref))
            assert last - first == len(data[name]), ref


@each
def test_empty_lists_are_said_in_words(deliverable: str, language: str) -> None:
    known = catalog().deliverable(deliverable)
    payload = copy.deepcopy(known.sample(language))
    kept = ("milestones", "deliverables", "signatures", "team")
    emptied = {
        key: [] if isinstance(value, list) and key not in kept else value for key, value in payload.items()
    }
    figures = known.context(known.load(emptied), language)
    book = opened(compiled(deliverable, language).render(figures, language=language))
    sayings = ("暂无", "无", "未") if language == "zh" else ("No ", "Nothing", "All ")
    sentences = [value for value in values(book) if isinstance(value, str) and value.startswith(sayings)]
    assert len(sentences) >= 5
    assert not any(value.startswith("#") for value in values(book) if isinstance(value, str))


@each
def test_every_formula_has_its_result_for_readers_that_do_not_calculate(
    deliverable: str, language: str
) -> None:
    written = opened(rendered(deliverable, language))
    results = opened(rendered(deliverable, language), data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in written.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert [place for place in formulas if results[place[0]][place[1]].value is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_on_the_first_sheet_are_those_that_the_service_computed(
    language: str, tmp_path: Path
) -> None:
    for deliverable in ("monthly_report", "acceptance_report"):
        path = tmp_path / f"{deliverable}.xlsx"
        path.write_bytes(rendered(deliverable, language))
        assert figures(path) == pytest.approx(computed(deliverable, language))


@pytest.mark.libreoffice
@each
def test_it_prints_on_the_expected_number_of_pages(
    deliverable: str, language: str, convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    path = tmp_path / f"{deliverable}-{language}.xlsx"
    path.write_bytes(rendered(deliverable, language))
    (pdf,) = convert([path])
    pages = len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes()))
    least, most = PAGES[deliverable]
    assert least <= pages <= most


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_stay_when_another_program_calculates(
    language: str, convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    deliverables = ("monthly_report", "acceptance_report")
    paths = [tmp_path / f"{deliverable}.xlsx" for deliverable in deliverables]
    for deliverable, path in zip(deliverables, paths, strict=True):
        path.write_bytes(rendered(deliverable, language))
    for deliverable, path in zip(deliverables, convert(paths, to="xlsx"), strict=True):
        assert figures(path) == pytest.approx(computed(deliverable, language))


def computed(deliverable: str, language: str) -> list[float]:
    """Return what the service computed for the five figures at the top."""
    data = context(deliverable, language)
    if deliverable == "monthly_report":
        last = (data["risk_summary"]["open"], float(data["roi"]["net"]))
        first = (float(data["service_summary"]["progress"]), data["milestone_summary"]["done"])
        return [*first, data["kpi_summary"]["green"], *last]
    counts = data["acceptance"]
    return [
        counts["submitted"],
        counts["confirmed"],
        data["criteria_summary"]["met"],
        data["milestone_summary"]["done"],
        data["kpi_summary"]["green"],
    ]


def figures(path: Path) -> list[Any]:
    """Return the five figures at the top of the first sheet."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows[7][2:7]
