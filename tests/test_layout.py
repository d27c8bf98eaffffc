"""Page numbers of Word files as LibreOffice lays them out, compared with the PDF of the delivered file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from docgen.engine import Compiled, compile
from docgen.errors import RenderError
from docgen.layout import Layout, Office, find_program
from tests.engine.docx.outlined import (
    contents,
    heading,
    last_section,
    numbering,
    report,
    section,
    styles,
    text,
    toc,
)

PARAGRAPH = ("The team looked at every process of the customer and measured what it costs. " * 9).strip()
TABLE = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>{}</w:tbl>'.format(
    f"<w:tr><w:tc>{text('{%tr for n in range(12) %}')}</w:tc></w:tr>"
    f"<w:tr><w:tc>{text('Measure {{ n }} of {{ c }}')}</w:tc></w:tr>"
    f"<w:tr><w:tc>{text('{%tr endfor %}')}</w:tc></w:tr>"
)
CHAPTERS = (
    "{%p for c in range(1, chapters + 1) %}",
    heading(1, "Chapter {{ c }} of the report"),
    *[text(PARAGRAPH)] * 3,
    "{%p for s in range(1, c % 3 + 2) %}",
    heading(2, "Section {{ c }}-{{ s }} on the process"),
    *[text(PARAGRAPH)] * 4,
    TABLE,
    heading(3, "Finding {{ c }}-{{ s }} in detail"),
    *[text(PARAGRAPH)] * 3,
    "{%p endfor %}",
    "{%p endfor %}",
)
LIST = numbering(("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3"))


@pytest.fixture(scope="module")
def layout(soffice: Path) -> Iterator[Layout]:
    office = Office(str(soffice))
    yield Layout("layout", office)
    office.close()


@pytest.fixture(scope="module")
def pages(
    convert: Callable[..., Sequence[Path]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bytes], list[str]]:
    """Return the texts of a file's pages, as LibreOffice makes a PDF of it."""

    def read(data: bytes) -> list[str]:
        file = tmp_path_factory.mktemp("delivered") / "report.docx"
        file.write_bytes(data)
        (pdf,) = convert([file])
        done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
        return done.stdout.split("\f")[:-1]

    return read


def entries(data: bytes) -> list[tuple[str, str]]:
    """Return titles, without the numbers before them, and page numbers."""
    found = (entry.split("\t") for entry in contents(data))
    return [(pieces[-2], pieces[-1]) for pieces in found]


def page_of(title: str, shown: Sequence[str]) -> int:
    """Return the index of the page that has a title as its heading: the last one, behind the contents."""
    return max(index for index, page in enumerate(shown) if re.search(rf"{re.escape(title)}(?!\d)", page))


def test_contents_of_forty_pages_name_the_pages_of_the_pdf(
    layout: Layout, pages: Callable[[bytes], list[str]]
) -> None:
    blocks = (toc('TOC \\o "1-3" \\h \\z \\u'), *CHAPTERS, last_section())
    compiled = compile(report(*blocks, styles=styles(numbered=True), numbering=LIST))
    made = layout.finish(compiled.steps({"chapters": 20}))
    shown = pages(made.data)
    found = entries(made.data)
    assert len(shown) >= 40
    assert len(found) == 20 + 2 * (7 * 2 + 7 * 3 + 6 * 1)
    assert [number for _, number in found] == [str(page_of(title, shown) + 1) for title, _ in found]
    assert made.warnings == []
    assert all(f"{title}" in "".join(shown[:3]) for title, _ in found)


def test_roman_front_matter_and_numbers_that_start_again(
    layout: Layout, pages: Callable[[bytes], list[str]]
) -> None:
    front = (heading(1, "Summary"), text(PARAGRAPH), section('<w:pgNumType w:fmt="lowerRoman" w:start="1"/>'))
    contents_ = (toc('TOC \\o "1-3" \\h'), section('<w:pgNumType w:fmt="lowerRoman"/>'))
    compiled = compile(report(*front, *contents_, *CHAPTERS, last_section('<w:pgNumType w:start="1"/>')))
    made = layout.finish(compiled.steps({"chapters": 28}))
    shown, found = pages(made.data), entries(made.data)
    first = page_of("Chapter 1 of the report", shown)
    assert first >= 3, "the contents take two pages"
    assert found[0] == ("Summary", "i")
    assert [number for _, number in found[1:]] == [
        str(page_of(title, shown) - first + 1) for title, _ in found[1:]
    ]


def test_many_documents_are_laid_out_in_one_run_and_each_gets_its_own_pages(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    run = Office._run

    def counted(office: Office, folder: Path, files: Sequence[Path]) -> None:
        runs.append(len(files))
        run(office, folder, files)

    monkeypatch.setattr(Office, "_run", counted)
    compiled = _short()
    made = layout.finish_all([compiled.steps({"n": n}) for n in (1, 3, 2)])
    assert [entries(document.data) for document in made if not isinstance(document, Exception)] == [
        [("End", "2")],
        [("End", "4")],
        [("End", "3")],
    ]
    assert runs == [3]


def test_the_same_request_gives_the_same_bytes(layout: Layout) -> None:
    compiled = _short()
    once, again = (layout.finish(compiled.steps({"n": 2})).data for _ in range(2))
    assert once == again


def test_without_the_program_numbers_are_estimated_and_say_so() -> None:
    made = Layout("auto", Office(None)).finish(_short().steps({"n": 2}))
    assert entries(made.data) == [("End", "3")]
    assert [warning.code for warning in made.warnings] == ["page-numbers-estimated"]
    assert "not installed" in made.warnings[0].message


def test_a_layout_that_is_demanded_but_not_possible_fails_the_document() -> None:
    with pytest.raises(RenderError) as caught:
        Layout("layout", Office(None)).finish(_short().steps({"n": 2}))
    assert [problem.code for problem in caught.value.problems] == ["no-layout"]


@pytest.mark.parametrize("script", ["sleep 60", "exit 0", "kill -9 $$"])
def test_a_program_that_hangs_fails_or_does_nothing_leads_to_an_estimate(tmp_path: Path, script: str) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    office = Office(str(program), seconds=0.3, file_seconds=0.1)
    made = Layout("auto", office).finish(_short().steps({"n": 1}))
    office.close()
    assert [warning.code for warning in made.warnings] == ["page-numbers-estimated"]
    assert "did not lay" in made.warnings[0].message


def test_a_document_without_page_numbers_starts_no_program(tmp_path: Path) -> None:
    made = Layout("layout", Office(str(tmp_path / "none"))).finish(
        compile(report("{{ a }}")).steps({"a": "A"})
    )
    assert made.warnings == []


def test_in_a_batch_auto_means_an_estimate_and_a_layout_can_be_asked_for() -> None:
    service = Layout("auto", Office(find_program()))
    assert service.asked(None, in_batch=True).mode == "estimate"
    assert service.asked("layout", in_batch=True).mode == "layout"
    assert service.asked(None).mode == "auto"
    assert Layout("layout", service.office).asked(None, in_batch=True).mode == "layout"


def _short() -> Compiled:
    """Return a template whose last heading stands behind ``n`` page breaks."""
    breaks = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return compile(
        report(
            toc("TOC \\o"),
            "{%p for i in range(n) %}",
            "x",
            breaks,
            "{%p endfor %}",
            heading(1, "End"),
            last_section(),
        )
    )
