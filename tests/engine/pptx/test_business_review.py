"""A business review of sixty slides comes from nine: each slide shows its own scenario, figure and page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from pptx.enum.chart import XL_CHART_TYPE

from benchmarks.review_data import KPIS, PAGE, ROWS, review_data
from benchmarks.review_template import review_template

Fixture = Callable[..., Any]


@pytest.fixture(scope="module")
def template() -> bytes:
    return review_template()


def charts_of(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_each_key_figure_has_a_slide_with_its_own_chart_and_workbook(
    template: bytes, render: Fixture
) -> None:
    data = review_data()
    made = render(template, data)
    assert len(made.slides) == 60
    kpis = [kpi for scenario in data["scenarios"] for kpi in scenario["kpis"]]
    slides = [slide for slide in made.slides if charts_of(slide)][: len(kpis)]
    assert [slide.shapes.title.text for slide in slides] == [kpi["title"] for kpi in kpis]
    for slide, kpi in zip(slides, kpis, strict=True):
        [chart] = charts_of(slide)
        wanted = [(one["name"], one["values"]) for one in kpi["chart"]["series"]]
        assert chart.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED
        assert [(s.name, list(s.values)) for plot in chart.plots for s in plot.series] == wanted
        book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).worksheets[0]
        rows = list(book.iter_rows(values_only=True))
        assert rows[0][1:] == ("Actual", "Target")
        assert [list(column) for column in zip(*rows[1:], strict=True)][1:] == [v for _, v in wanted]
    parts = {chart.part.partname for slide in made.slides for chart in charts_of(slide)}
    assert len(parts) == sum(KPIS) + 1


def test_the_appendix_takes_as_many_slides_as_its_rows_need(template: bytes, render: Fixture) -> None:
    made = render(template, review_data())
    pages = [slide for slide in made.slides if slide.shapes.title.text.startswith("Appendix")]
    tables = [next(shape.table for shape in page.shapes if shape.has_table) for page in pages]
    assert [len(table.rows) - 1 for table in tables] == [PAGE] * (ROWS // PAGE) + [ROWS % PAGE]
    numbers = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]
    assert numbers == [str(number) for number in range(1, ROWS + 1)]


@pytest.mark.parametrize("rows", [0, 1])
def test_a_short_appendix_takes_one_slide(template: bytes, render: Fixture, rows: int) -> None:
    made = render(template, review_data(rows))
    [page] = [slide for slide in made.slides if slide.shapes.title.text.startswith("Appendix")]
    [table] = [shape.table for shape in page.shapes if shape.has_table]
    assert len(table.rows) == rows + 1


def test_a_validator_finds_nothing_that_it_does_not_find_in_the_template(
    template: bytes, render: Fixture, tmp_path: Path
) -> None:
    def findings(name: str, data: bytes) -> set[str]:
        file = tmp_path / name
        file.write_bytes(data)
        errors = OpenXmlValidator().validate(file).errors
        return {re.sub(r"-?\d+", "#", f"{error.part_uri}: {error.description}") for error in errors}

    document = render(template, review_data()).data
    assert findings("document.pptx", document) <= findings("template.pptx", template)


@pytest.mark.libreoffice
def test_libreoffice_shows_every_slide(
    template: bytes, render: Fixture, convert: Fixture, tmp_path: Path
) -> None:
    data = review_data(rows=PAGE + 1)
    made = render(template, data | {"scenarios": data["scenarios"][:1]})
    file = tmp_path / "review.pptx"
    file.write_bytes(made.data)
    [pdf] = convert([file])
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == len(made.slides) == 15
