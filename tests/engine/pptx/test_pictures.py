"""Pictures of decks: in frames, groups, shapes, empty places, on layouts; whole, cut, drawn, stored once."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from pptx.util import Inches

from docgen.engine import compile
from docgen.errors import TemplateError

Fixture = Callable[..., Any]
INCH = 914400
R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10"/></svg>'


def image(data: bytes, **more: str) -> dict[str, str]:
    return {"image": base64.b64encode(data).decode(), **more}


def set_alt(shape: Any, text: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


@pytest.mark.parametrize(
    ("how", "size", "crop"),
    [
        ("", (2, 1), (0, 0)),
        ('("cover")', (2, 2), (0.25, 0.25)),
        ('("stretch")', (2, 2), (0, 0)),
    ],
)
def test_a_picture_fills_its_frame_whole_cut_or_stretched(
    deck: Fixture,
    slide: Fixture,
    render: Fixture,
    picture: Fixture,
    how: str,
    size: tuple[int, int],
    crop: tuple[float, float],
) -> None:
    def cut(made: Any) -> None:
        made.slides[0].shapes[-1].crop_left = 0.4

    made = render(
        deck(slide("x", picture="{{ p | image" + how + " }}"), change=cut), {"p": image(picture(20, 10))}
    )
    [found] = made.objects(1, "picture")
    assert (found.width, found.height) == (size[0] * INCH, size[1] * INCH)
    assert (found.crop_left, found.crop_right) == crop


def test_a_picture_in_a_group_keeps_to_its_frame(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    def change(made: Any) -> None:
        group = made.slides[0].shapes.add_group_shape()
        place = (Inches(4), Inches(4), Inches(2), Inches(2))
        set_alt(group.shapes.add_picture(io.BytesIO(picture()), *place), "{{ p | image }}")

    made = render(deck(slide("x"), change=change), {"p": image(picture(10, 20))})
    [found] = made.slides[0].shapes[-1].shapes
    assert (found.left, found.top, found.width, found.height) == tuple(Inches(n) for n in (4.5, 4, 1, 2))


@pytest.mark.parametrize("is_master", [False, True])
def test_a_logo_stands_on_a_layout_or_a_master(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture, is_master: bool
) -> None:
    def where(made: Any) -> Any:
        layout = made.slides[0].slide_layout
        return layout.slide_master if is_master else layout

    def change(made: Any) -> None:
        source = made.slides[0].shapes.add_picture(io.BytesIO(picture()), 0, 0, INCH, INCH)
        target, element = where(made), source._element
        blip = next(element.iter("{*}blip"))
        _, id_ = target.part.get_or_add_image_part(io.BytesIO(picture()))
        made.slides[0].part.drop_rel(blip.get(R_EMBED))
        blip.set(R_EMBED, id_)
        set_alt(source, "{{ logo | image }}")
        target.shapes._spTree.append(element)

    data = picture(8, 8, 7)
    made = render(deck(slide("x"), slide("y"), change=change), {"logo": image(data, alt="Northwind")})
    [found] = [s for s in where(made.presentation).shapes if s._element.tag.endswith("}pic")]
    assert found.image.blob == data
    assert sum(name.startswith("ppt/media/") for name in made.parts) == 1


def test_an_empty_place_for_a_picture_becomes_one(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    def change(made: Any) -> None:
        added = made.slides.add_slide(made.slide_layouts[8])
        set_alt(added.placeholders[1], "Team: {{ photo | image }}")

    template, data = deck(change=change), picture(40, 10)
    made = render(template, {"photo": image(data, alt="five people")})
    frame = made.presentation.slide_layouts[8].placeholders[1]
    [found] = made.objects(1, "picture")
    assert (found.image.blob, found.is_placeholder) == (data, True)
    assert (found.width, found.height) == (frame.width, round(frame.width / 4))
    assert found._element.xpath(".//p:cNvPr")[0].get("descr") == "Team: five people"
    assert render(template, {"photo": None}).objects(1, "picture") == []


@pytest.mark.parametrize("how", ["", '("cover")'])
def test_a_shape_filled_with_a_picture_takes_another(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture, how: str
) -> None:
    def change(made: Any) -> None:
        first = made.slides[0]
        source = first.shapes.add_picture(io.BytesIO(picture()), 0, 0)
        shape = next(s for s in first.shapes if s.name == "Box")
        fill = next(source._element.iter("{*}blipFill"))
        a = "http://schemas.openxmlformats.org/drawingml/2006/main"
        own = etree.fromstring(f'<a:blipFill xmlns:a="{a}"/>')
        own.extend(fill)
        etree.SubElement(own, f"{{{a}}}tile").set("sx", "50000")
        own.remove(next(own.iterchildren("{*}stretch")))
        properties = shape._element.spPr
        properties.replace(next(properties.iterchildren("{*}noFill")), own)
        source._element.getparent().remove(source._element)

    template = deck(slide("x", "{{ name }}", alt="{{ p | image" + how + " }}"), change=change)
    data = picture(50, 10)
    made = render(template, {"p": image(data), "name": "Ada"})  # the box is 5 by 1 inches
    box = next(s for s in made.slides[0].shapes if s.name == "Box")
    fill = next(box._element.iter("{*}blipFill"))
    assert made.slides[0].part.related_part(next(fill.iter("{*}blip")).get(R_EMBED)).blob == data
    assert [etree.QName(e).localname for e in fill] == ["blip", "stretch"]
    assert box.text_frame.text == "Ada"
    assert sum(name.startswith("ppt/media/") for name in made.parts) == 1
    tall = render(template, {"p": image(picture(10, 10)), "name": ""})
    [rectangle] = tall.slides[0].shapes[1]._element.iter("{*}srcRect" if how else "{*}fillRect")
    assert dict(rectangle.attrib) == ({"t": "40000", "b": "40000"} if how else {"l": "40000", "r": "40000"})


def test_a_picture_of_another_frame_stays_though_both_showed_the_same_file(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    def add(made: Any) -> None:
        made.slides[0].shapes.add_picture(io.BytesIO(picture()), 0, 0)

    made = render(deck(slide("x", picture="{{ p | image }}"), change=add), {"p": image(picture(9, 9))})
    assert [found.image.blob for found in made.objects(1, "picture")] == [picture(9, 9), picture()]


def test_an_svg_stands_beside_a_picture_of_points(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide("{%slide for p in ps %}x{%slide endfor %}", picture="{{ p | image }}"))
    made = render(template, {"ps": [image(SVG), image(SVG)]})
    for number in (1, 2):
        [found] = made.objects(number, "picture")
        assert found.image.content_type == "image/png"
        [vector] = found._element.iter("{*}svgBlip")
        assert made.slides[number - 1].part.related_part(vector.get(R_EMBED)).blob.endswith(SVG)
        assert found.height * 3 == pytest.approx(found.width, abs=3)
    assert len([name for name in made.parts if name.startswith("ppt/media/")]) == 2


def test_stored_pictures_and_qr_codes_stand_in_frames(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    template = deck(slide("a", picture="{{ logo | image }}"), slide("b", picture="{{ url | qr }}"))
    data = picture(5, 5)
    context = {"logo": {"asset": "logo"}, "url": "https://example.org/a"}
    made = render(template, context, assets={"logo": data})
    assert made.objects(1, "picture")[0].image.blob == data
    [code] = made.objects(2, "picture")
    assert code.width == code.height == 2 * INCH
    assert render(template, context | {"url": None}, assets={"logo": data}).objects(2, "picture") == []


@pytest.mark.parametrize("decorative", [True, False])
def test_a_picture_that_only_decorates_is_marked_for_screen_readers(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture, decorative: bool
) -> None:
    template = deck(slide("x", picture="{{ p | image(decorative=d) }}"))
    [found] = render(template, {"p": image(picture(), alt="a line"), "d": decorative}).objects(1, "picture")
    assert [e.get("val") for e in found._element.iter("{*}decorative")] == ["1"] * decorative
    assert found._element.xpath(".//p:cNvPr")[0].get("descr") == ("" if decorative else "a line")


def test_a_tag_for_a_picture_on_a_plain_shape_is_told(deck: Fixture, slide: Fixture) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(deck(slide("x", "text", alt="{{ p | image }}")))
    [problem] = caught.value.problems
    assert (problem.code, problem.place) == ("not-an-image", 'slide 1, shape "Box"')
