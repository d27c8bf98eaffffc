"""Pictures amid the text of a Word template."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx as python_docx
import pytest

from docgen.engine import compile
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Picture = Callable[..., dict[str, object]]
CM = 360_000


def sizes(data: bytes) -> list[tuple[float, float]]:
    """Return width and height of the pictures in centimetres."""
    shapes = python_docx.Document(io.BytesIO(data)).inline_shapes
    return [(shape.width / CM, shape.height / CM) for shape in shapes]


@pytest.mark.parametrize(
    ("wish", "size"),
    [
        ({"width_cm": 4}, (4, 2)),
        ({"height_cm": 3}, (6, 3)),
        ({"width_cm": 4, "height_cm": 4}, (4, 4)),
    ],
)
def test_a_picture_has_the_size_that_is_wished(
    docx: Docx, picture: Picture, wish: dict[str, float], size: tuple[float, float]
) -> None:
    assert sizes(compile(docx("see {{ v }} there")).render({"v": picture(**wish)})) == [size]


def test_a_picture_without_a_wish_is_not_wider_than_the_text(docx: Docx, picture: Picture) -> None:
    [(width, height)] = sizes(compile(docx("{{ v | image }}")).render({"v": picture(1000, 500)}))
    assert (width, height) == pytest.approx((16, 8), abs=0.01)


def test_a_picture_carries_its_alternative_text_and_its_link(docx: Docx, picture: Picture) -> None:
    value = picture(alt='a "logo"', link="https://example.org")
    document = python_docx.Document(io.BytesIO(compile(docx("{{ v }}")).render({"v": value})))
    [properties] = document.element.xpath("//wp:docPr")
    assert properties.get("descr") == 'a "logo"'
    [click] = document.element.xpath("//wp:docPr/a:hlinkClick/@r:id")
    assert document.part.rels[click].target_ref == "https://example.org"


def test_the_same_picture_is_stored_once_and_each_drawing_has_its_own_id(
    docx: Docx, picture: Picture
) -> None:
    data = compile(docx("{{ v }}{{ v }}", header="{{ v }}")).render({"v": picture()})
    document = python_docx.Document(io.BytesIO(data))
    ids = document.element.xpath("//wp:docPr/@id")
    assert len(set(ids)) == 2
    assert len([p for p in document.part.package.iter_parts() if "/media/" in p.partname]) == 1


def test_pictures_stand_among_runs(docx: Docx, picture: Picture, runs: Callable[..., object]) -> None:
    value = {"rich": ["a", picture(), {"text": "b", "bold": True}]}
    assert runs(compile(docx("{{ v }}")).render({"v": value})) == [
        ("a", ""),
        ("[picture]", ""),
        ("b", "b"),
    ]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"width_cm": -1}, "image-size"),
        ({"height_cm": "3"}, "image-size"),
        ({"link": 1}, "image-link"),
        ({"link": "javascript:x"}, "address-refused"),
    ],
)
def test_a_wrong_wish_is_told(docx: Docx, picture: Picture, wish: dict[str, object], code: str) -> None:
    with pytest.raises(RenderError) as caught:
        compile(docx("{{ v }}")).render({"v": picture(**wish)})
    assert [p.code for p in caught.value.problems] == [code]
