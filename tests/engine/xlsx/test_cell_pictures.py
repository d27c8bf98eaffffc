"""A picture that is the content of a cell lies in that cell, as large as the cell lets it."""

from __future__ import annotations

import base64
import io
import posixpath
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from docgen.engine import compile
from docgen.engine.references import column_letters
from docgen.errors import RenderError, TemplateError
from tests.engine.pptx.conftest import png
from tests.engine.xlsx.conftest import make_workbook, replace_in_part

Fill = Callable[..., Any]
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PIXEL = 9_525
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'


def picture(width: int = 40, height: int = 20, grey: int = 128, **more: object) -> dict[str, object]:
    return {"image": base64.b64encode(png(width, height, grey)).decode(), **more}


def hung(done: Any, drawing: str = "xl/drawings/drawing1.xml") -> dict[str, tuple[int, int]]:
    """Return the size in pixels of each picture of a drawing by the cell in which its first corner lies."""
    found = {}
    for anchor in etree.fromstring(done.part(drawing)).iter(XDR + "oneCellAnchor"):
        start, size = anchor[0], anchor[1]
        cell = f"{column_letters(int(start[0].text or 0) + 1)}{int(start[2].text or 0) + 1}"
        found[cell] = (int(size.get("cx", 0)) // PIXEL, int(size.get("cy", 0)) // PIXEL)
    return found


def media(done: Any) -> list[str]:
    return [name for name in done.parts if name.startswith("xl/media/")]


def sized(book: Any, sheets: Any) -> None:
    """Let the rows of S be 75 points high, which is 100 pixels, and the column B 110 pixels wide."""
    for row in range(6):
        sheets["S"].set_row(row, 75)
    sheets["S"].set_column("B:B", 15)


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ("{{ logo }}", (106, 53)),
        ("{{ logo | image }}", (106, 53)),
        ("{{ logo | image('stretch') }}", (106, 96)),
        ("{{ logo | image('cover') }}", (106, 96)),
        ("{{ address | qr }}", (96, 96)),
        ("{{ logo | image(width='2.54cm') }}", (96, 48)),
    ],
)
def test_a_picture_fits_into_its_cell(fill: Fill, tag: str, size: tuple[int, int]) -> None:
    done = fill(make_workbook({"S": [["Logo", tag]]}, sized), logo=picture(), address="https://example.com")
    assert hung(done) == {"B1": size}
    assert done.book["S"]["B1"].value is None
    crop = etree.fromstring(done.part("xl/drawings/drawing1.xml")).find(f".//{A}srcRect")
    assert (crop is not None) == ("cover" in tag)


def test_each_row_of_a_loop_has_its_own_picture_and_equal_files_are_stored_once(fill: Fill) -> None:
    rows: list[Any] = [{"n": n, "p": picture(grey=grey)} for n, grey in (("a", 1), ("b", 2), ("c", 1))]
    rows.insert(1, {"n": "none", "p": None})
    done = fill({"S": [["{%tr for r in rows %}"], ["{{ r.n }}", "{{ r.p }}"], ["{%tr endfor %}"]]}, rows=rows)
    assert list(hung(done)) == ["B1", "B3", "B4"]
    assert len(media(done)) == 2
    anchors = list(etree.fromstring(done.part("xl/drawings/drawing1.xml")).iter(A + "blip"))
    files = [blip.get(R + "embed") for blip in anchors]
    assert files[0] == files[2] != files[1]


def test_many_rows_with_pictures_are_as_sound_as_few(fill: Fill) -> None:
    rows = [{"n": number, "p": picture(grey=number % 3)} for number in range(3000)]
    cells = [["{%tr for r in rows %}"], ["{{ r.n }}", "{{ r.p }}", "=A2*2"], ["{%tr endfor %}"]]
    done = fill({"S": cells}, rows=rows)
    assert len(hung(done)) == 3000 and len(media(done)) == 3
    assert done.cached()[2999] == [2999, None, 5998]


def test_a_picture_in_a_merged_range_fits_into_all_of_it(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sized(book, sheets)
        sheets["S"].merge_range("B2:C3", "")
        sheets["S"].write("B2", "{{ r.p }}")

    cells = [["{%tr for r in rows %}"], ["x"], ["y"], ["{%tr endfor %}"]]
    done = fill(make_workbook({"S": cells}, build), rows=[{"p": picture(10, 10)}] * 2)
    assert hung(done) == {"B1": (170, 170), "B3": (170, 170)}


def test_pictures_follow_columns_areas_and_sheets(fill: Fill) -> None:
    columns = fill({"S": [["{%tc for p in all %}{{ p }}{%tc endfor %}", "end"]]}, all=[picture()] * 3)
    assert list(hung(columns)) == ["A1", "B1", "C1"] and columns.rows() == [[None] * 3 + ["end"]]
    first = ["{%area for p in all %}{{ p }}", "x{%area endfor %}"]
    areas = fill(
        {"S": [[*first, "{%area for n in ns %}{{ n }}{%area endfor %}"]]}, all=[picture()] * 3, ns=[1, 2]
    )
    assert list(hung(areas)) == ["A1", "A2", "A3"]
    sheets = fill({"{{ s.n }}": [["{%sheet for s in all %}{{ s.p }}{%sheet endfor %}"]]},
                  all=[{"n": "one", "p": picture()}, {"n": "two", "p": picture(grey=3)}])  # fmt: skip
    assert all(list(hung(sheets, f"xl/drawings/drawing{number}.xml")) == ["A1"] for number in (1, 2))


def test_a_drawing_comments_and_a_picture_of_the_header_stay(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheet = sheets["S"]
        sheet.insert_image("D5", "logo.png", {"image_data": io.BytesIO(png())})
        sheet.set_header("&L&G", {"image_left": "h.png", "image_data_left": io.BytesIO(png(grey=9))})
        sheet.write_comment("A1", "a comment")
        sheet.add_table("F1:G3", {"name": "T"})
        sheet.conditional_format("A1", {"type": "data_bar", "data_bar_2010": True})

    done = fill(make_workbook({"S": [["{{ p }}", "{{ p }}"]]}, build), p=picture(grey=7))
    drawing = next(name for name in done.parts if name.startswith("xl/drawings/drawing"))
    root = etree.fromstring(done.part(drawing))
    assert [etree.QName(anchor).localname for anchor in root] == [
        "twoCellAnchor",
        "oneCellAnchor",
        "oneCellAnchor",
    ]
    assert len(media(done)) == 3
    assert len(done.book["S"]._images) == 3 and done.book["S"]["A1"].comment.text == "a comment"


def test_a_new_drawing_takes_its_place_before_comments_and_tables(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].write_comment("A1", "a comment")
        sheets["S"].add_table("F1:G3", {"name": "T"})
        sheets["S"].conditional_format("A1", {"type": "data_bar", "data_bar_2010": True})

    done = fill(make_workbook({"S": [["{{ p }}"]]}, build), p=picture())
    assert len(done.book["S"]._images) == 1


def test_a_row_whose_height_nobody_has_set_grows_for_a_picture_with_a_size(fill: Fill) -> None:
    cells = [["{%tr for u in urls %}"], ["{{ u }}", "{{ u | qr(width='2.54cm') }}"], ["{%tr endfor %}"]]
    done = fill({"S": cells}, urls=["a", "b"])
    assert hung(done) == {"B1": (96, 96), "B2": (96, 96)}
    assert [done.book["S"].row_dimensions[row].height for row in (1, 2)] == [75, 75]


@pytest.mark.parametrize(
    ("said", "height"),
    [(' ht="30" customHeight="1"', 30), (' ht="30" customHeight="false" hidden="false"', 75), ("", 75)],
)
def test_a_height_that_somebody_has_set_stays(fill: Fill, said: str, height: float) -> None:
    template = replace_in_part(
        make_workbook({"S": [["{{ 'x' | qr(width='2.54cm') }}"]]}),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('<row r="1"', f'<row r="1"{said}'),
    )
    done = fill(template)
    assert done.book["S"].row_dimensions[1].height == height and hung(done) == {"A1": (96, 96)}


def test_a_condition_inside_the_tag_leaves_the_cell_blank(fill: Fill) -> None:
    cells = {"S": [["{{ (p if show else none) | image }}", "{{ 'x' | qr if show }}"]]}
    assert list(hung(fill(cells, p=picture(), show=True))) == ["A1", "B1"]
    assert not media(fill(cells, p=picture(), show=False))


def test_a_picture_in_a_hidden_row_is_left_out(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].set_row(0, None, None, {"hidden": True})

    assert not media(fill(make_workbook({"S": [["{{ p }}"]]}, build), p=picture()))


def test_a_picture_brings_its_text_its_link_and_its_vector_form(fill: Fill) -> None:
    svg = {"image": base64.b64encode(SVG).decode(), "alt": "a <logo>", "link": "https://example.com/?a=1&b=2"}
    done = fill({"S": [["{{ p }}", "{{ p | image(decorative=true) }}"]]}, p=svg)
    text = done.part("xl/drawings/drawing1.xml").decode()
    assert 'descr="a &lt;logo&gt;"' in text and text.count("svgBlip") == 2 and "adec:decorative" in text
    rels = done.part("xl/drawings/_rels/drawing1.xml.rels").decode()
    assert 'Target="https://example.com/?a=1&amp;b=2"' in rels and rels.count("image") == 2
    assert {posixpath.splitext(name)[1] for name in media(done)} == {".png", ".svg"}


def test_formulas_see_a_blank_cell_under_a_picture(fill: Fill) -> None:
    cells = [["{%tr for r in rows %}"], ["{{ r.p }}"], ["{%tr endfor %}"], ["=COUNTA(A2:A2)"]]
    assert fill({"S": cells}, rows=[{"p": picture()}, {"p": "text"}]).cached()[-1] == [1]


def test_a_picture_amid_other_text_is_a_problem(fill: Fill) -> None:
    with pytest.raises(RenderError) as caught:
        fill({"S": [["x", "Logo: {{ logo }}"]]}, logo=picture())
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("picture-in-text", "cell S!B1")


def test_a_tag_that_draws_a_picture_amid_text_is_a_problem_of_the_template() -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].insert_textbox("D4", "Scan {{ url | qr }}")

    with pytest.raises(TemplateError) as caught:
        compile(make_workbook({"S": [["x", "{{ logo | image }} of {{ name }}"]]}, build))
    assert [(problem.code, problem.place) for problem in caught.value.problems] == [
        ("picture-in-text", "cell S!B1"),
        ("picture-in-text", 'text box "TextBox 1" on sheet "S"'),
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [({"image": "%%"}, "image-base64"), (picture(link="file:///etc"), "address-refused")],
)
def test_a_picture_that_no_cell_may_show_is_a_problem_of_its_cell(fill: Fill, value: Any, code: str) -> None:
    with pytest.raises(RenderError) as caught:
        fill({"S": [["x", "{{ p }}"]]}, p=value)
    assert [(p.code, p.place) for p in caught.value.problems] == [(code, "cell S!B1")]
