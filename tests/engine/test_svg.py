"""Vector pictures are made harmless before they are put anywhere."""

from __future__ import annotations

import pytest

from docgen.engine.values import image_from_bytes
from docgen.errors import RenderError

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str = "", attributes: str = 'width="40" height="20"', before: str = "") -> bytes:
    return f"{before}<svg {NS} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="20"', (40, 20)),
        ('width="2in" height="25.4mm"', (192, 96)),
        ('viewBox="0 0 300 100"', (300, 100)),
        ('viewBox="0 0 300 100" width="30px"', (30, 10)),
        ('viewBox="0 0 300 100" height="30"', (90, 30)),
        ('width="100%" height="100%" viewBox="0,0,8,4"', (8, 4)),
        ("", (300, 150)),
    ],
)
def test_the_size_is_what_the_picture_states(attributes: str, size: tuple[int, int]) -> None:
    image = image_from_bytes(svg(attributes=attributes))
    assert (image.kind, image.width, image.height) == ("svg", *size)


@pytest.mark.parametrize(
    "before", ["", "\ufeff", '<?xml version="1.0"?>\n', "<!-- drawn -->", '<!DOCTYPE svg PUBLIC "a" "b">']
)
def test_what_drawing_programs_write_before_the_picture_is_no_obstacle(before: str) -> None:
    assert image_from_bytes(svg(before=before)).kind == "svg"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>steal()</script>",
        '<rect onclick="steal()"/>',
        "<foreignObject><body>steal()</body></foreignObject>",
        '<a xlink:href="#x"><set attributeName="href" to="javascript:steal()"/></a>',
    ],
)
def test_scripts_go(inside: str) -> None:
    assert b"steal" not in image_from_bytes(svg(inside)).data


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<image href="https://example.com/x.png"/>', "image-outside"),
        ('<image xlink:href="file:///etc/passwd"/>', "image-outside"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "image-outside"),
        ('<a href="javascript:x()"><rect/></a>', "image-outside"),
        ('<rect fill="url(https://example.com/x#y)"/>', "image-outside"),
        ("<style>@import 'x.css';</style>", "image-outside"),
        ("<style>rect { fill: url('//example.com/x') }</style>", "image-outside"),
        ("<rect>", "image-broken"),
        ('<g id="a"><use href="#a"/></g>', "image-too-large"),
    ],
)
def test_what_reaches_outside_or_is_broken_is_refused(inside: str, code: str) -> None:
    with pytest.raises(RenderError) as caught:
        image_from_bytes(svg(inside))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_few_lines_that_unfold_to_billions_of_shapes_are_refused() -> None:
    levels = "".join(
        f'<g id="g{n}">{f"<use href={chr(34)}#g{n - 1}{chr(34)}/>" * 10 if n else "<rect/>"}</g>'
        for n in range(12)
    )
    with pytest.raises(RenderError) as caught:
        image_from_bytes(svg(levels))
    assert caught.value.problems[0].code == "image-too-large"


def test_entities_are_refused() -> None:
    before = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>'
    with pytest.raises(RenderError) as caught:
        image_from_bytes(svg("&a;", before=before))
    assert caught.value.problems[0].code == "image-broken"
