"""The PowerPoint templates that come with the program: they render, read well and stay on their slides."""

from __future__ import annotations

import copy
import functools
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from docgen.catalog import Deliverable, open_catalog
from docgen.engine import Compiled, check, compile

CATALOG = open_catalog(None, None)
TEMPLATES = sorted(Path(__file__).parents[2].glob("templates/pptx/*/*.pptx"))
SLIDES = {
    "monthly_report": (24, 30),
    "research_report": (14, 18),
    "service_plan": (13, 17),
    "effect_evaluation": (12, 15),
}
LAYOUTS = {
    "zh": ["封面", "目录", "章节", "标题和内容", "两栏内容", "仅标题", "封底"],
    "en": ["Cover", "Agenda", "Section", "Title and content", "Two contents", "Title only", "Closing"],
}
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
FOREIGN = {"zh": re.compile(r"[A-Za-z]{2,}"), "en": re.compile(r"[\u3400-\u9fff]")}
WORLDWIDE = {"IT", "MVP", "PDCA", "AS", "IS", "TO", "BE"}
"""Abbreviations that a Chinese deck uses as they are."""


@pytest.fixture(params=TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    """Each template in turn."""
    found: Path = request.param
    return found


@functools.cache
def compiled(path: Path) -> Compiled:
    return compile(path.read_bytes(), name=str(path))


def deliverable_of(path: Path) -> Deliverable:
    return CATALOG.deliverable(path.parent.name)


@functools.cache
def context_of(path: Path) -> dict[str, Any]:
    deliverable = deliverable_of(path)
    return deliverable.context(deliverable.load(deliverable.sample(path.stem)), path.stem)


@functools.cache
def document(path: Path) -> bytes:
    """The deck that a template makes of its sample."""
    return compiled(path).render(context_of(path), language=path.stem)


def opened(package: bytes) -> Any:
    return Presentation(io.BytesIO(package))


def paragraphs_of(package: bytes) -> Iterator[str]:
    """The text of every paragraph on the slides and in their notes."""
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        for name in members.namelist():
            if re.match(r"ppt/(slides|notesSlides)/\w+\.xml", name):
                root = etree.fromstring(members.read(name))
                for paragraph in root.iter("{*}p"):
                    yield "".join(text.text or "" for text in paragraph.iter("{*}t"))


def tables_of(package: bytes) -> list[Any]:
    return [shape for slide in opened(package).slides for shape in slide.shapes if shape.has_table]


def test_there_is_a_template_for_each_deck_in_each_language() -> None:
    expected = {
        (deliverable.id, language)
        for deliverable in CATALOG.deliverables.values()
        if "pptx" in deliverable.formats
        for language in deliverable.languages
    }
    assert {(path.parent.name, path.stem) for path in TEMPLATES} == expected


def test_a_template_names_only_fields_that_exist(path: Path) -> None:
    fields = [field.path for field in deliverable_of(path).fields()]
    assert [str(problem) for problem in check(path.read_bytes(), fields)] == []


def test_a_deck_has_no_tags_left(path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(document(path))) as members:
        texts = {name: members.read(name).decode() for name in members.namelist() if name.endswith(".xml")}
    assert [name for name, text in texts.items() if "{{" in text or "{%" in text] == []


def test_a_deck_makes_no_warnings(path: Path) -> None:
    assert compiled(path).render_result(context_of(path), language=path.stem).warnings == []


def test_a_deck_shows_who_it_is_for_and_its_key_figures(path: Path) -> None:
    context = context_of(path)
    shown = "\n".join(paragraphs_of(document(path)))
    wanted = [context["customer"]["name"], context["provider"]["name"], context["document"]["title"]]
    wanted += [kpi["actual_text"] for kpi in context.get("kpis", []) if kpi["actual_text"]]
    wanted += [risk["title"] for risk in context.get("risks", [])]
    assert [text for text in wanted if text not in shown] == []


def test_a_deck_has_the_layouts_of_the_house(path: Path) -> None:
    deck = opened(document(path))
    assert [layout.name for layout in deck.slide_layouts] == LAYOUTS[path.stem]
    assert deck.slide_width * 9 == pytest.approx(deck.slide_height * 16, rel=1e-3)
    assert deck.core_properties.author == context_of(path)["provider"]["name"]


def test_every_slide_between_cover_and_closing_has_a_title_footer_and_number(path: Path) -> None:
    slides = list(opened(document(path)).slides)
    label = context_of(path)["customer"]["label"]
    for slide in slides[1:-1]:
        texts = {holder.placeholder_format.type: holder for holder in slide.placeholders}
        names = {str(kind).split(" ")[0] for kind in texts}
        assert slide.shapes.title.text_frame.text
        assert {"FOOTER", "SLIDE_NUMBER"} <= names
        assert any(label in holder.text_frame.text for holder in texts.values())


def test_the_fixed_words_of_a_template_are_in_its_language(path: Path) -> None:
    texts = (TAG.sub(" ", text) for text in paragraphs_of(path.read_bytes()))
    assert {word for text in texts for word in FOREIGN[path.stem].findall(text)} - WORLDWIDE == set()


def test_both_languages_of_a_template_are_built_alike(path: Path) -> None:
    other = path.with_name("en.pptx" if path.stem == "zh" else "zh.pptx")

    def shape(package: bytes) -> list[list[str]]:
        return [[type(shape).__name__ for shape in slide.shapes] for slide in opened(package).slides]

    assert shape(path.read_bytes()) == shape(other.read_bytes())


def test_every_chart_on_a_slide_has_data_and_a_workbook(path: Path) -> None:
    shapes = [shape for slide in opened(document(path)).slides for shape in slide.shapes if shape.has_chart]
    assert shapes
    for shape in shapes:
        values = [value for series in shape.chart.series for value in series.values if value is not None]
        assert values, f"{shape.name} has no data"
        assert shape.chart.part.chart_workbook.xlsx_part is not None


def test_the_monthly_deck_has_a_slide_with_chart_and_notes_for_each_key_figure() -> None:
    for path in (path for path in TEMPLATES if path.parent.name == "monthly_report"):
        slides = {slide.shapes.title.text_frame.text: slide for slide in opened(document(path)).slides}
        for kpi in context_of(path)["kpis"]:
            slide = slides[kpi["name"]]
            assert kpi["actual_text"] in slide.notes_slide.notes_text_frame.text
            [chart] = [shape.chart for shape in slide.shapes if shape.has_chart]
            actual = [float(v) for v in kpi["chart"]["series"][0]["values"]]
            assert list(chart.series[0].values) == pytest.approx(actual)


def without_lists(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload whose lists are empty, wherever they stand."""
    return {
        key: [] if isinstance(value, list) else without_lists(value) if isinstance(value, dict) else value
        for key, value in payload.items()
    }


def sparse(path: Path) -> dict[str, Any]:
    """A sample without lists, but for the scenarios, which an edition demands, and with its own end."""
    full = copy.deepcopy(deliverable_of(path).sample(path.stem))
    scarce = without_lists(full)
    scarce["engagement"]["scenarios"] = full["engagement"]["scenarios"]
    scarce["engagement"].pop("end", None)
    return scarce


def test_a_deck_without_any_list_still_reads_well(path: Path) -> None:
    deliverable = deliverable_of(path)
    context = deliverable.context(deliverable.load(sparse(path)), path.stem)
    made = compiled(path).render(context, language=path.stem)
    assert [shape.name for shape in tables_of(made) if len(shape.table.rows) == 1] == []
    assert [text for text in paragraphs_of(made) if re.search(r"\bNone\b", text)] == []


def long_lists(path: Path) -> dict[str, Any]:
    """A context in which every list of objects has 40 items."""
    return {
        key: [value[place % len(value)] for place in range(40)]
        if isinstance(value, list) and value and isinstance(value[0], dict) and key != "milestones"
        else value
        for key, value in context_of(path).items()
    }


def test_long_tables_continue_on_further_slides(path: Path) -> None:
    made = compiled(path).render(long_lists(path), language=path.stem)
    height = opened(made).slide_height
    for shape in tables_of(made):
        assert len(shape.table.rows) <= 12
        assert shape.top + sum(row.height for row in shape.table.rows) < height, shape.name
    titles = [slide.shapes.title.text_frame.text for slide in opened(made).slides]
    assert any("2/" in title for title in titles)


LONG = {
    "detail",
    "action",
    "purpose",
    "problem",
    "cause",
    "solution",
    "pain",
    "summary",
    "overall",
    "comment",
}


def longer(value: Any, name: str = "") -> Any:
    """A value of which the texts that people write at length are three times as long."""
    if isinstance(value, dict):
        return {key: longer(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [longer(inner, name) for inner in value]
    return " ".join([value] * 3) if isinstance(value, str) and name in LONG else value


def test_long_texts_stand_whole_on_their_slides(path: Path) -> None:
    context = longer(context_of(path))
    made = compiled(path).render_result(context, language=path.stem)
    shown = "\n".join(paragraphs_of(made.data))
    assert made.warnings == []
    for rows, field in (("risks", "action"), ("service_items", "detail"), ("propositions", "solution")):
        assert [row[field] for row in context.get(rows, []) if row[field] and row[field] not in shown] == []
    assert "…" not in shown


@pytest.mark.parametrize("made", ["template", "document"])
def test_a_template_and_its_deck_are_valid(path: Path, made: str, tmp_path: Path) -> None:
    file = tmp_path / f"{path.parent.name}.pptx"
    file.write_bytes(path.read_bytes() if made == "template" else document(path))
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_a_template_is_small_and_holds_nothing_of_its_first_library(path: Path) -> None:
    with zipfile.ZipFile(path) as members:
        names = members.namelist()
    assert path.stat().st_size < 150_000
    assert not [name for name in names if "thumbnail" in name or "printerSettings" in name]


@pytest.mark.libreoffice
def test_a_deck_converts_with_as_many_slides_as_expected(
    path: Path, convert: Callable[..., list[Path]], pdftoppm: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"{path.parent.name}-{path.stem}.pptx"
    file.write_bytes(document(path))
    [pdf] = convert([file])
    made = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
    pages = made.stdout.decode().split("\f")[:-1]
    least, most = SLIDES[path.parent.name]
    assert least <= len(pages) <= most
    assert len(pages) == len(opened(document(path)).slides)
    assert all(len(page.split()) > 3 for page in pages), "a slide is empty"
