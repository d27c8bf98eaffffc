"""Columns of tables in docxtpl's dialect, counted when all cells are there."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx as python_docx
import pytest

from docgen.engine import compile

Docx = Callable[..., bytes]


def table(*rows: str, widths: tuple[int, ...]) -> str:
    """Return a table of rows, each a text with a bar between its cells."""
    cells = (
        "".join(f"<w:tc><w:tcPr/><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row.split("|"))
        for row in rows
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def widths_of(data: bytes) -> list[int]:
    document = python_docx.Document(io.BytesIO(data))
    return [int(width) for width in document.element.xpath("//w:gridCol/@w:w")]


@pytest.mark.parametrize(("items", "columns"), [("abc", 5), ("a", 3), ("", 2)])
def test_columns_are_as_many_as_the_cells_that_came_out(docx: Docx, items: str, columns: int) -> None:
    row = "x|{%tc for c in cs %}|{{ c }}|{%tc endfor %}|y"
    template = docx(table(row, widths=(300, 300, 300, 300, 300)), "")
    widths = widths_of(compile(template, dialect="docxtpl").render({"cs": list(items)}))
    assert widths == [1500 // columns] * columns


def test_a_table_that_fits_stays_as_it_is(docx: Docx) -> None:
    template = docx(table("{{ a }}|b", widths=(300, 500)), "")
    assert widths_of(compile(template, dialect="docxtpl").render({"a": 1})) == [300, 500]


def test_columns_that_are_new_share_the_tables_width(docx: Docx) -> None:
    template = docx(table("{%tc for c in cs %}|{{ c }}|{%tc endfor %}", widths=(300, 300, 300)), "")
    assert widths_of(compile(template, dialect="docxtpl").render({"cs": range(6)})) == [150] * 6


def test_a_table_that_lost_its_rows_stays_as_with_docxtpl_and_is_told(docx: Docx) -> None:
    rows = table("{%tr for c in cs %}", "{{ c }}", "{%tr endfor %}", widths=(300,))
    template = compile(docx(rows, "after"), dialect="docxtpl")
    made = io.BytesIO()  # past the check of all files, which refuses this one as Word does
    assert [warning.code for warning in template.render_to(made, {"cs": []})] == ["table-empty"]
    assert [len(found.rows) for found in python_docx.Document(made).tables] == [0]
    assert not template.render_result({"cs": ["a"]}).warnings


def test_a_value_with_a_hyphen_takes_white_space_but_no_paragraph(
    docx: Docx, texts: Callable[..., list[str]]
) -> None:
    template = docx("a {{- x -}}", "b", "{%- if x -%}", "d", "{%- endif %}")
    assert texts(compile(template, dialect="docxtpl").render({"x": 1})) == ["a1", "bd"]
