"""Rows and columns of Word tables keep their marks, widths and merges."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.docx.objects import objects, paragraph, render


def row(*cells: str, marks: str = "") -> str:
    properties = f"<w:trPr>{marks}</w:trPr>" if marks else ""
    return f"<w:tr>{properties}{''.join(map(cell, cells))}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    if text.startswith("<w:tc>"):
        return text
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str, widths: tuple[int, ...] = (1,)) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def test_copies_of_rows_keep_together_and_heads_repeat() -> None:
    head = row("Risk", marks="<w:cantSplit/><w:tblHeader/>")
    body = row("{%tr for r in rows %}"), row("{{ r }}", marks="<w:cantSplit/>"), row("{%tr endfor %}")
    file = render(objects(table(head, *body), "end"), rows=["a", "b", "c"])
    assert len(file.find("//w:tr[w:trPr/w:cantSplit]")) == 4
    assert file.find("//w:tr[w:trPr/w:tblHeader]") == ["Risk"]


MONTHS = "{%tc for m in months %}", "{{ m }}", "{%tc endfor %}"


@pytest.mark.parametrize("months", [[], ["Jan"], ["Jan", "Feb", "Mar"]])
def test_repeated_columns_keep_their_width_and_titles_above_them_widen(months: list[str]) -> None:
    title = row(cell("Year", '<w:gridSpan w:val="5"/>'))
    group = row("", cell("Months", '<w:gridSpan w:val="3"/>'), "Total")
    widths = (10, 20, 30, 20, 40)
    file = render(
        objects(table(title, group, row("Name", *MONTHS, "Sum"), widths=widths), "x"), months=months
    )
    assert file.find("//w:gridCol/@w:w") == ["10", *["30"] * len(months), "40"]
    assert file.find("//w:gridSpan/@w:val") == [str(2 + len(months)), *[str(len(months))] * bool(months)]


def test_nested_tables_repeat_each_with_its_own_rows() -> None:
    inner = table(row("{%tr for a in r.actions %}"), row("{{ a }}"), row("{%tr endfor %}"))
    outer = table(
        row("{%tr for r in rows %}"), f"<w:tr><w:tc>{inner}<w:p/></w:tc></w:tr>", row("{%tr endfor %}")
    )
    file = render(objects(outer, "x"), rows=[{"actions": [1, 2]}, {"actions": []}, {"actions": [3]}])
    assert file.find("//w:tc/w:tbl") == ["12", "3"]
    assert file.find("//w:body/w:tbl/w:tr[2]//w:tc/w:p") == [""]


@pytest.mark.parametrize("rows", [[], ["a"], ["a", "b"]])
def test_cells_merged_downwards_around_a_loop_stay_merged(rows: list[str]) -> None:
    file = render(
        objects(
            table(
                row(cell("All", '<w:vMerge w:val="restart"/>'), "Head"),
                row("{%tr for r in rows %}", ""),
                row(cell("", "<w:vMerge/>"), "{{ r }}"),
                row("{%tr endfor %}", ""),
                widths=(1, 2),
            ),
            "x",
        ),
        rows=rows,
    )
    assert len(file.find("//w:vMerge")) == len(rows) + 1
    assert file.find("//w:vMerge/@w:val") == ["restart"]


def test_a_table_without_rows_goes(docx: Callable[..., bytes]) -> None:
    loop = row("{%tr for r in rows %}"), row("{{ r }}"), row("{%tr endfor %}")
    assert render(objects(table(*loop), "x"), rows=[]).find("//w:tbl") == []
