"""What conditions take away leaves a legal file, and no value passes for one of the engine's own marks."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document as opened

from docgen.engine import compile

Docx = Callable[..., bytes]
Texts = Callable[..., list[str]]
TABLE = [["{%tr for r in rows %}"], ["{{ r }}"], ["{%tr endfor %}"]]


@pytest.mark.parametrize(
    "value", ["\x01", "<?\x01story ?>", "\x01end ?>", "<?dg-end ?>", "a\x01in ?>\x01end ?>"]
)
def test_no_value_passes_for_a_guard(docx: Docx, texts: Texts, value: str) -> None:
    result = compile(docx(TABLE, "{{ v }}")).render_result({"rows": [value, "b"], "v": value})
    assert texts(result.data) == [value.replace("\x01", ""), "b", value.replace("\x01", "")]
    assert [warning.code for warning in result.warnings] == ["characters-dropped"] * ("\x01" in value)


@pytest.mark.parametrize("tag", ["{% filter upper %}a{{ '\\x01' }}{% endfilter %}", "{{ 'A' ~ '\\x01' }}"])
def test_a_forbidden_character_that_a_template_makes_is_dropped_too(
    docx: Docx, texts: Texts, tag: str
) -> None:
    result = compile(docx(tag)).render_result({})
    assert texts(result.data) == ["A"]
    assert [warning.code for warning in result.warnings] == ["characters-dropped"]


def test_a_cell_keeps_a_paragraph_behind_an_inner_table_that_ends_it(docx: Docx, texts: Texts) -> None:
    inner = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{}</w:tbl>"
    row = "<w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    rows = "".join(map(row.format, ("{%tr for r in rows %}", "{{ r }}", "{%tr endfor %}")))
    cell = "<w:p><w:r><w:t>{% if last %}</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>{% endif %}</w:t></w:r></w:p>"
    table = f"<w:tc><w:tcPr/>{inner.format(rows)}{cell}</w:tc>"
    whole = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{table}</w:tr></w:tbl>"
    template = compile(docx("<w:sdt><w:sdtContent>" + whole + "</w:sdtContent></w:sdt>"))
    assert texts(template.render({"rows": ["a"], "last": False})) == ["a", ""]
    assert texts(template.render({"rows": ["a"], "last": True})) == ["a", ""]
    assert texts(template.render({"rows": [], "last": False})) == [""]


def test_a_table_goes_with_its_only_row_when_conditions_take_all_cells(docx: Docx) -> None:
    template = compile(docx([["{%tc if shown %}", "{{ a }}", "{%tc endif %}"]], "end"))
    assert tables(template.render({"shown": True, "a": "x"})) == [["x"]]
    assert tables(template.render({"shown": False, "a": "x"})) == []


def test_a_table_keeps_the_rows_that_stand_outside_of_its_blocks(docx: Docx) -> None:
    template = compile(docx([["Name"], *TABLE], "end"))
    assert tables(template.render({"rows": []})) == [["Name"]]
    assert tables(template.render({"rows": ["a", "b"]})) == [["Name", "a", "b"]]


def test_a_table_with_rows_for_two_cases_goes_when_neither_holds(docx: Docx) -> None:
    cases = [[cell] for case in "ab" for cell in (f"{{%tr if {case} %}}", case, "{%tr endif %}")]
    template = compile(docx(cases, "end"))
    assert tables(template.render({"a": False, "b": True})) == [["b"]]
    assert tables(template.render({"a": False, "b": False})) == []


def tables(data: bytes) -> list[list[str]]:
    """Return the cells of each table of a document."""
    return [[cell.text for row in table.rows for cell in row.cells] for table in opened(BytesIO(data)).tables]
