"""Alternative texts of what lies on sheets: they replace pictures, keep or remove objects, or are texts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from docgen.engine import compile
from docgen.errors import TemplateError
from tests.engine.pptx.conftest import png
from tests.engine.xlsx.conftest import make_workbook, replace_in_part
from tests.engine.xlsx.test_cell_pictures import SVG, A, R, media, picture

Fill = Callable[..., Any]
DRAWING, RELS = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"


def with_picture(alt: str, cells: Any = (), **more: Any) -> bytes:
    """Return a workbook with a picture of 40 by 20 pixels on its sheet, whose alternative text is given."""

    def build(book: Any, sheets: Any) -> None:
        source = {"image_data": io.BytesIO(png(40, 20)), "description": alt, **more}
        sheets["S"].insert_image("B3", "logo.png", source)

    return make_workbook({"S": cells}, build)


def blips(done: Any) -> list[bytes]:
    """Return the files of the pictures in the drawing."""
    targets = dict(re.findall(r'Id="(.*?)".*?Target="(.*?)"', done.part(RELS).decode()))
    root = etree.fromstring(done.part(DRAWING))
    found = [targets[str(blip.get(R + "embed"))] for blip in root.iter(A + "blip")]
    return [done.part(target.replace("..", "xl")) for target in found]


def cropped(done: Any) -> dict[str, str]:
    found = etree.fromstring(done.part(DRAWING)).find(f".//{A}srcRect")
    return {} if found is None else {str(name): str(value) for name, value in found.attrib.items()}


def test_another_picture_takes_the_frame_and_the_old_one_leaves_the_file(fill: Fill) -> None:
    done = fill(with_picture("{{ logo | image }}"), logo=picture(grey=7, alt="the logo"))
    assert blips(done) == [png(40, 20, 7)] and len(media(done)) == 1
    text = done.part(DRAWING).decode()
    assert 'descr="the logo"' in text and not cropped(done)
    assert re.findall("<xdr:(?:col|row|colOff|rowOff)>(.*?)<", text) == re.findall(
        "<xdr:(?:col|row|colOff|rowOff)>(.*?)<", _drawing(with_picture("x"))
    )


def _drawing(template: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        return archive.read(DRAWING).decode()


@pytest.mark.parametrize(
    ("tag", "cut"),
    [
        ("{{ p | image }}", {"l": "-50000", "r": "-50000"}),
        ("{{ p | image('cover') }}", {"t": "25000", "b": "25000"}),
        ("{{ p | image('stretch') }}", {}),
    ],
)
def test_a_picture_of_another_shape_fits_as_its_tag_says(fill: Fill, tag: str, cut: dict[str, str]) -> None:
    assert cropped(fill(with_picture(tag), p=picture(10, 10))) == cut


def test_a_code_and_a_vector_picture_take_a_frame(fill: Fill) -> None:
    import base64

    code = fill(with_picture("{{ url | qr }}"), url="https://example.com")
    assert blips(code)[0].startswith(b"\x89PNG") and "https://example.com" in code.part(DRAWING).decode()
    vector = fill(with_picture("{{ p | image }}"), p={"image": base64.b64encode(SVG).decode()})
    assert "svgBlip" in vector.part(DRAWING).decode() and len(media(vector)) == 2


def test_a_picture_without_data_goes_with_its_anchor(fill: Fill) -> None:
    done = fill(with_picture("{{ logo | image }}"), logo=None)
    assert "Anchor" not in done.part(DRAWING).decode() and not media(done)


def test_a_condition_keeps_or_removes_any_object(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].insert_textbox("B2", "text", {"description": "{% if show %}"})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=S!$A$1:$A$2"})
        sheets["S"].insert_chart("D2", chart, {"description": "{% if show %}figures of {{ year }}"})
        sheets["S"].insert_textbox("B9", "stays")

    template = make_workbook({"S": [[1], [2], ["{{ year }}"]]}, build)
    kept = fill(template, show=True, year=2026).part(DRAWING).decode()
    assert kept.count("<xdr:twoCellAnchor") == 3 and 'descr="figures of 2026"' in kept
    assert fill(template, show=False, year=2026).part(DRAWING).decode().count("<xdr:twoCellAnchor") == 1


def test_an_alternative_text_is_a_text_like_any_other(fill: Fill) -> None:
    done = fill(with_picture("Logo of {{ customer }}"), customer='A&B "x"')
    root = etree.fromstring(done.part(DRAWING))
    assert [e.get("descr") for e in root.iter("{*}cNvPr")] == ['Logo of A&B "x"']


def test_a_replaced_picture_in_a_repeated_row_comes_with_each_copy(fill: Fill) -> None:
    cells = [["top"], ["{%tr for r in rows %}"], ["{{ r }}"], ["{%tr endfor %}"]]
    done = fill(with_picture("{{ logo | image }}", cells), rows=[1, 2, 3], logo=picture(grey=9))
    assert blips(done) == [png(40, 20, 9)] * 3 and len(media(done)) == 1
    assert re.findall("<xdr:from>.*?<xdr:row>(.*?)<", done.part(DRAWING).decode()) == ["1", "2", "3"]


def test_each_copy_of_a_row_has_its_own_picture_and_texts(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        for cell, alt in (
            ("B3", "{{ r.p | image }}"),
            ("E3", "{% if r.shown %}about {{ r.n }}"),
            ("B6", "{{ n }}"),
        ):
            source = {"image_data": io.BytesIO(png(40, 20)), "description": alt}
            sheets["S"].insert_image(cell, "logo.png", source)
        sheets["S"].insert_textbox("C3", "To {{ r.n }}", {"object_position": 1})

    cells: Any = [["top"], ["{%tr for r in rows %}"], ["{{ r.n }}", 1], ["{%tr endfor %}"], ["=SUM(B3:B3)"]]
    rows = [
        {"n": "a&b", "p": picture(grey=1), "shown": True},
        {"n": "c", "p": None, "shown": False},
        {"n": "d", "p": picture(grey=2), "shown": True},
    ]
    done = fill(make_workbook({"S": cells}, build), rows=rows, n="below")
    root = etree.fromstring(done.part(DRAWING))
    found = sorted(
        (int(anchor.findtext("{*}from/{*}row") or 0), e.get("name", "").split()[0], e.get("descr", ""))
        for anchor in root
        for e in anchor.iter("{*}cNvPr")
    )
    assert found == [
        (1, "Picture", ""),
        (1, "Picture", "about a&b"),
        (1, "TextBox", ""),
        (2, "TextBox", ""),
        (3, "Picture", ""),
        (3, "Picture", "about d"),
        (3, "TextBox", ""),
        (5, "Picture", "below"),
    ]
    assert [text.text for text in root.iter(A + "t")] == ["To a&b", "To c", "To d"]
    assert {png(40, 20, 1), png(40, 20, 2)} <= set(blips(done)) and done.cached()[4][0] == 3


def test_objects_in_rows_go_with_an_empty_list_and_follow_loops_in_loops(fill: Fill) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].insert_textbox("B4", "{{ g.n }} {{ r }}", {"height": 60, "object_position": 1})

    cells = [["{%tr for g in groups %}"], ["{{ g.n }}"], ["{%tr for r in g.rows %}"], ["{{ r }}"],
             ["{%tr endfor %}"], ["{%tr endfor %}"], ["end"]]  # fmt: skip
    template = make_workbook({"S": cells}, build)
    groups = [{"n": "g", "rows": [1, 2]}, {"n": "h", "rows": []}, {"n": "i", "rows": [3]}]
    text = fill(template, groups=groups).part(DRAWING).decode()
    assert re.findall("<a:t>(.*?)<", text) == ["g 1", "g 2", "i 3"]
    assert re.findall("<xdr:row>(.*?)<", text) == ["1", "4", "2", "5", "5", "8"]
    assert "Anchor" not in fill(template, groups=[]).part(DRAWING).decode()


def test_a_comment_in_a_drawing_does_not_matter(fill: Fill) -> None:
    cells = [["top"], ["{%tr for p in ps %}"], ["row"], ["{%tr endfor %}"]]
    template = replace_in_part(
        with_picture("{{ p | image }}", cells),
        DRAWING,
        lambda text: re.sub(
            "(<xdr:twoCellAnchor.*</xdr:twoCellAnchor>)", r"<!-- a -->\1<!-- b --><?c d?>", text
        ),
    )
    done = fill(template, ps=[picture(grey=1), picture(grey=2)])
    assert sorted(blips(done)) == sorted([png(40, 20, 1), png(40, 20, 2)])


def test_objects_in_rows_of_repeated_sheets_are_each_sheets_own(fill: Fill) -> None:
    cells = [
        ["{%sheet for s in all %}x{%sheet endfor %}"],
        ["{%tr for p in s.ps %}"],
        ["row"],
        ["{%tr endfor %}"],
    ]
    all_ = [{"ps": [picture(grey=1), picture(grey=2)]}, {"ps": [picture(grey=3)]}]
    done = fill(with_picture("{{ p | image }}", cells), all=all_)
    assert [len(sheet._images) for sheet in done.book.worksheets] == [2, 1]
    assert {done.part(name) for name in media(done)} == {png(40, 20, grey) for grey in (1, 2, 3)}


def test_each_copy_of_a_sheet_has_its_own_picture(fill: Fill) -> None:
    cells = [["{%sheet for s in all %}x{%sheet endfor %}"]]
    all_ = [{"p": picture(grey=grey)} for grey in (1, 2)]
    done = fill(with_picture("{{ s.p | image }}", cells), all=all_)
    assert {done.part(name) for name in media(done)} == {png(40, 20, 1), png(40, 20, 2)}
    assert [len(sheet._images) for sheet in done.book.worksheets] == [1, 1]


def test_a_picture_in_a_cell_and_one_in_a_frame_share_a_drawing(fill: Fill) -> None:
    done = fill(with_picture("{{ p | image }}", [["{{ p }}"]]), p=picture(grey=3))
    assert blips(done) == [png(40, 20, 3)] * 2 and len(media(done)) == 1


def test_a_shape_filled_with_a_picture_takes_another(fill: Fill) -> None:
    fill_ = (
        '<a:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'r:embed="rId1"/><a:tile/></a:blipFill>'
    )

    def build(book: Any, sheets: Any) -> None:
        sheets["S"].insert_image("B3", "logo.png", {"image_data": io.BytesIO(png(40, 20))})
        sheets["S"].insert_textbox("D3", "", {"description": "{{ p | image }}", "width": 200, "height": 100})

    template = replace_in_part(
        make_workbook({"S": []}, build),
        DRAWING,
        lambda text: re.sub(r"(</a:prstGeom>)<a:solidFill>.*?</a:solidFill>", rf"\1{fill_}", text, count=1),
    )
    done = fill(template, p=picture(20, 20, 5))
    assert blips(done) == [png(40, 20), png(20, 20, 5)]
    assert '<a:fillRect l="25000" r="25000"/>' in done.part(DRAWING).decode()


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{ p | image }}", "not-an-image"),
        ("{{ p | chart }}", "tag-misplaced"),
        ("{{ p | rag }}", "tag-misplaced"),
    ],
)
def test_a_tag_on_an_object_that_cannot_take_it_is_a_problem(tag: str, code: str) -> None:
    def build(book: Any, sheets: Any) -> None:
        sheets["S"].insert_textbox("B2", "text", {"description": tag})

    with pytest.raises(TemplateError) as caught:
        compile(make_workbook({"S": []}, build), name="t.xlsx")
    (problem,) = caught.value.problems
    assert problem.code == code and 'text box "TextBox 1" on sheet "S"' in (problem.place or "")
