"""The Word templates that come with the program: they render, read well and hold together elsewhere."""

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
from docx import Document
from lxml import etree
from openxml_audit import OpenXmlValidator

from docgen.catalog import Deliverable, open_catalog
from docgen.engine import Compiled, check, compile

CATALOG = open_catalog(None, None)
TEMPLATES = sorted(Path(__file__).parents[2].glob("templates/docx/*/*.docx"))
PAGES = {"monthly_report": (9, 14), "acceptance_report": (6, 9)}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
CHINESE = re.compile(r"[\u3400-\u9fff]")
FOREIGN = {"zh": re.compile(r"[A-Za-z]{2,}"), "en": CHINESE}
WORLDWIDE = {
    "VIP",
    "KPI",
    "ROI",
    "MVP",
    "PDCA",
    "IT",
    "SMART",
    "AS",
    "IS",
    "TO",
    "BE",
    "RAG",
    "SLA",
    "NPS",
    "POC",
}
"""Abbreviations that a Chinese document uses as they are."""


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
    """The document that a template makes of its sample."""
    return compiled(path).render(context_of(path), language=path.stem)


def xml_parts(package: bytes) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        for name in members.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, etree.fromstring(members.read(name))


def texts_of(package: bytes) -> Iterator[tuple[str, str]]:
    """Every text that a reader sees or hears, with its part."""
    for name, root in xml_parts(package):
        if not name.startswith(("word/theme", "word/settings", "word/styles", "word/numbering", "[Content")):
            for element in root.iter():
                texts = [element.text, element.get("descr"), element.get("title")]
                yield from ((name, text) for text in texts if text)


def paragraphs_of(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(W + "p")


def words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(W + "t"))


def main_part(package: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        return etree.fromstring(members.read("word/document.xml"))


def test_there_is_a_template_for_each_document_in_each_language() -> None:
    expected = {
        (deliverable.id, language)
        for deliverable in CATALOG.deliverables.values()
        if "docx" in deliverable.formats
        for language in deliverable.languages
    }
    assert {(path.parent.name, path.stem) for path in TEMPLATES} == expected


def test_a_template_names_only_fields_that_exist(path: Path) -> None:
    fields = [field.path for field in deliverable_of(path).fields()]
    assert [str(problem) for problem in check(path.read_bytes(), fields)] == []


def test_a_document_has_no_tags_left(path: Path) -> None:
    assert [(part, text) for part, text in texts_of(document(path)) if "{{" in text or "{%" in text] == []


def test_a_document_makes_no_warning_but_that_its_page_numbers_are_estimated(path: Path) -> None:
    warnings = compiled(path).render_result(context_of(path), language=path.stem).warnings
    assert [warning.code for warning in warnings] == ["page-numbers-estimated"]


def test_a_document_shows_who_it_is_for_and_its_key_figures(path: Path) -> None:
    context = context_of(path)
    shown = "\n".join(text for _, text in texts_of(document(path)))
    wanted = [context["customer"]["name"], context["provider"]["name"], context["document"]["title"]]
    wanted += [kpi["actual_text"] for kpi in context.get("kpis", []) if kpi.get("actual_text")]
    wanted += [context["acceptance"]["statement"]] if path.parent.name == "acceptance_report" else []
    assert [text for text in wanted if text not in shown] == []


def test_a_document_opens_in_another_library_with_its_properties(path: Path) -> None:
    opened = Document(io.BytesIO(document(path)))
    context = context_of(path)
    assert opened.core_properties.title == f"{context['customer']['label']} {context['document']['title']}"
    assert opened.core_properties.author == context["provider"]["name"]
    assert context["customer"]["label"] in opened.sections[0].header.paragraphs[0].text


def test_the_fixed_words_of_a_template_are_in_its_language(path: Path) -> None:
    found = {
        word
        for paragraph in paragraphs_of(main_part(path.read_bytes()))
        for word in FOREIGN[path.stem].findall(TAG.sub(" ", words(paragraph)))
    }
    assert found - WORLDWIDE == set()


def test_the_contents_list_the_headings_and_lead_to_them(path: Path) -> None:
    root = main_part(path.read_bytes())
    marks = {mark.get(W + "name"): words(mark.getparent()) for mark in root.iter(W + "bookmarkStart")}  # type: ignore[arg-type]  # a mark has a parent
    links = [(link.get(W + "anchor"), words(link)) for link in root.iter(W + "hyperlink")]
    assert len(links) > 5
    assert [text for anchor, text in links if marks.get(anchor, "?") not in text] == []


def test_both_languages_of_a_template_are_built_alike(path: Path) -> None:
    other = path.with_name("en.docx" if path.stem == "zh" else "zh.docx")

    def shape(package: bytes) -> list[str]:
        return [style.get(W + "val", "") for style in main_part(package).iter(W + "pStyle", W + "tblStyle")]

    assert shape(path.read_bytes()) == shape(other.read_bytes())


def charts_asked_for(package: bytes) -> int:
    alternatives = [str(element.get("descr")) for element in main_part(package).iter("{*}docPr")]
    return sum(bool(re.search(r"\|\s*chart\b", text)) for text in alternatives)


def chart_values(package: bytes) -> list[list[str]]:
    """Names, categories and values of each chart, in the order of the parts."""
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    parts = [root for name, root in xml_parts(package) if name.startswith("word/charts/chart")]
    return [[value.text or "" for value in root.iter(c + "v")] for root in parts]


def test_every_chart_of_a_document_has_data_of_its_own(path: Path) -> None:
    values = chart_values(document(path))
    assert len(values) == charts_asked_for(path.read_bytes())
    assert all(values)
    assert not any("S1" in texts for texts in values), "a chart shows the template's stand-in data"


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


def test_a_document_without_any_list_still_reads_well(path: Path) -> None:
    deliverable = deliverable_of(path)
    context = deliverable.context(deliverable.load(sparse(path)), path.stem)
    made = compiled(path).render(context, language=path.stem)
    root = main_part(made)
    headers_only = [table for table in root.iter(W + "tbl") if is_header_only(table)]
    assert headers_only == []
    assert all(text not in ("None", "none") for _, text in texts_of(made))


def is_header_only(table: etree._Element) -> bool:
    rows = table.findall(W + "tr")
    return len(rows) == 1 and next(rows[0].iter(W + "tblHeader"), None) is not None


def long_lists(path: Path) -> dict[str, Any]:
    """A context in which every list of objects has 40 items."""
    return {
        key: [value[place % len(value)] for place in range(40)]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for key, value in context_of(path).items()
    }


def test_long_tables_repeat_their_heading_and_keep_rows_whole(path: Path) -> None:
    root = main_part(compiled(path).render(long_lists(path), language=path.stem))
    tables = [table for table in root.iter(W + "tbl") if len(table.findall(W + "tr")) > 20]
    assert tables
    for table in tables:
        rows = table.findall(W + "tr")
        assert next(rows[0].iter(W + "tblHeader"), None) is not None
        assert all(next(row.iter(W + "cantSplit"), None) is not None for row in rows)


@pytest.mark.parametrize("made", ["template", "document"])
def test_a_template_and_its_document_are_valid(path: Path, made: str, tmp_path: Path) -> None:
    package = path.read_bytes() if made == "template" else document(path)
    file = tmp_path / f"{path.parent.name}.docx"
    file.write_bytes(package)
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_a_template_is_small_and_holds_nothing_of_its_first_library(path: Path) -> None:
    with zipfile.ZipFile(path) as members:
        names = members.namelist()
    assert path.stat().st_size < 150_000
    assert not [name for name in names if "thumbnail" in name or name.startswith("customXml/")]


def page_texts(pdf: Path) -> list[str]:
    made = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
    return made.stdout.decode().split("\f")[:-1]


def squeezed(text: str) -> str:
    return re.sub(r"[\s.…]+", "", text)


@pytest.mark.libreoffice
def test_the_pages_are_as_many_as_expected_and_where_the_contents_say(
    path: Path, convert: Callable[..., list[Path]], pdftoppm: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"{path.parent.name}-{path.stem}.docx"
    file.write_bytes(document(path))
    pages = page_texts(convert([file])[0])
    least, most = PAGES.get(path.parent.name, (6, 16))
    assert least <= len(pages) <= most
    assert all(len(squeezed(page)) > 40 for page in pages), "a page is empty"
    lines = [{squeezed(line) for line in page.splitlines()} for page in pages]
    links = [words(link) for link in main_part(document(path)).iter(W + "hyperlink")]
    for text, page in (re.fullmatch(r"(.*?)(\d+)", link).groups() for link in links):  # type: ignore[union-attr]  # every entry ends in its page
        near = lines[max(0, int(page) - 2) : int(page) + 1]
        assert any(squeezed(text) in page_lines for page_lines in near), f"{text} is not near page {page}"


@pytest.mark.libreoffice
def test_a_template_saved_by_another_program_still_fills_everything(
    path: Path, convert: Callable[..., list[Path]], tmp_path: Path
) -> None:
    file = tmp_path / f"{path.parent.name}-{path.stem}.docx"
    file.write_bytes(path.read_bytes())
    saved = convert([file], to="docx")[0].read_bytes()
    made = compile(saved).render(context_of(path), language=path.stem)
    assert [(part, text) for part, text in texts_of(made) if "{{" in text or "{%" in text] == []
    assert len(chart_values(made)) == len(chart_values(document(path)))
    assert not any("S1" in texts for texts in chart_values(made))
