"""Pictures in the frames that a template gives them."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Raster

from docgen.engine import compile
from docgen.errors import RenderError
from tests.engine.docx.objects import (
    alternate,
    anchored,
    as_data,
    group,
    objects,
    picture,
    png,
    read,
    render,
    shape,
    vml,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
WIDE = png(40, 20)


@pytest.mark.parametrize(
    ("fit", "size", "crop"),
    [
        ("", ("400000", "200000"), []),
        ('("cover")', ("400000", "300000"), ["l=16667", "r=16667"]),
        ('("stretch")', ("400000", "300000"), []),
    ],
)
def test_a_picture_fills_its_frame_as_the_tag_says(fit: str, size: tuple[str, str], crop: list[str]) -> None:
    file = render(objects(picture(f"{{{{ logo | image{fit} }}}}")), logo=as_data(WIDE))
    assert file.pictures() == [WIDE]
    assert [file.find(f"//{e}/@{side}") for e in ("wp:extent", "a:ext") for side in ("cx", "cy")] == [
        [size[0]], [size[1]], [size[0]], [size[1]]
    ]  # fmt: skip
    assert sorted(f"{k!s}={v!s}" for e in file.tree().iter("{*}srcRect") for k, v in e.items()) == crop


@pytest.mark.parametrize("logo", [as_data(WIDE), None], ids=["given", "null"])
@pytest.mark.parametrize(
    "xml",
    [
        picture("{{ logo | image }}"),
        anchored(picture("{{ logo | image }}")),
        vml("{{ logo | image }}"),
        group("{{ logo | image }}", "stays"),
        shape("{{ logo | image }}", fill="rIdP"),
        alternate(picture("{{ logo | image }}"), vml("{{ logo | image }}")),
        alternate(picture("{{ logo | image }}"), vml("")),
    ],
    ids=["inline", "anchored", "VML", "grouped", "fill of a shape", "alternate", "alternate without text"],
)
@pytest.mark.parametrize("place", ["body", "header", "loop"])
def test_every_kind_of_picture_is_replaced_or_goes(xml: str, logo: object, place: str) -> None:
    template = {
        "body": objects(xml),
        "header": objects("x", header=xml),
        "loop": objects("{% for n in [1, 2] %}", xml, "{% endfor %}"),
    }[place]
    file = render(template, logo=logo)
    part = "word/header1.xml" if place == "header" else "word/document.xml"
    old = png(8, 8, 0)
    shown = [data for data in file.pictures(part) if data != old]
    assert set(shown) == ({WIDE} if logo else set())
    assert (len(file.pictures(part)) - len(shown)) == xml.count("stays") * (2 if place == "loop" else 1)
    assert not [e for e in file.tree(part).iter("{*}AlternateContent") if not len(e)]


def test_a_picture_that_leaves_room_stands_in_the_middle_of_its_anchored_frame() -> None:
    file = render(objects(anchored(picture("{{ logo | image }}"), x=1000)), logo=as_data(png(20, 30)))
    assert file.find("//wp:posOffset") == [str(1000 + (400_000 - 200_000) // 2)]


def test_a_shape_filled_with_a_picture_keeps_its_own_size() -> None:
    file = render(objects(shape("{{ logo | image }}", fill="rIdP")), logo=as_data(WIDE))
    assert file.find("//wp:extent/@cy") == ["300000"]
    assert file.find("//a:fillRect/@t | //a:fillRect/@b") == ["16667", "16667"]


def test_the_size_of_a_vml_picture_follows() -> None:
    file = render(objects(vml("{{ logo | image }}")), logo=as_data(WIDE))
    assert file.find("//v:shape/@style") == ["width:40.00pt;height:20.00pt"]


def test_a_picture_of_a_group_stands_in_the_middle_of_its_frame() -> None:
    file = render(objects(group("{{ logo | image }}", "stays")), logo=as_data(WIDE))
    sizes = file.find("//pic:spPr/a:xfrm/a:off/@y | //pic:spPr/a:xfrm/a:ext/@cy")
    assert sizes == ["50000", "200000", "0", "300000"]


@pytest.mark.parametrize(
    ("alt", "data", "written"),
    [
        ("{{ logo | image }}", {"alt": "Northwind"}, "Northwind"),
        ("{{ logo | image }} The logo", {}, "The logo"),
        ("{{ logo | image }} The logo", {"alt": "Northwind"}, "Northwind"),
        ("{{ logo | image }} of {{ name }}", {"alt": "x"}, "of Ann & Co"),
        ('{{ logo | image(alt="A <b>") }}', {}, "A <b>"),
        ("{{ logo | image }} The logo", {"decorative": True}, ""),
    ],
)
def test_the_alternative_text_is_the_datas_else_the_templates(
    alt: str, data: dict[str, object], written: str
) -> None:
    file = render(objects(picture(alt)), logo=as_data(WIDE, **data), name="Ann & Co")
    assert file.find("//wp:docPr/@descr") == [written]
    assert file.find("//adec:decorative/@val") == ["1"] * ("decorative" in data)


def test_a_vector_picture_has_a_picture_of_points_beside_it() -> None:
    file = render(objects(picture("{{ logo | image }}")), logo=as_data(SVG))
    [vector] = file.find("//asvg:svgBlip/@r:embed")
    assert file.related(vector).endswith(SVG)
    with Raster.open(io.BytesIO(file.pictures()[0])) as points:
        assert points.format == "PNG"
        assert points.width == 2 * points.height
        assert points.getpixel((1, 1)) == (0, 0, 0, 255)
    types = file.parts["[Content_Types].xml"].decode()
    assert "image/svg+xml" in types


def test_a_warning_says_that_a_vector_picture_cannot_be_drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.engine.raster._can_draw", lambda: False)
    template = compile(objects(picture("{{ logo | image }}"), picture("{{ logo | image }}")))
    made = template.render_result({"logo": as_data(SVG)})
    assert [warning.code for warning in made.warnings] == ["svg-not-drawn"]
    assert len(read(made.data).pictures()) == 2


def test_a_photograph_taken_sideways_stands_upright() -> None:
    out, exif = io.BytesIO(), Raster.Exif()
    exif[0x112] = 6  # the camera was turned clockwise
    Raster.new("RGB", (60, 30), "red").save(out, "JPEG", exif=exif)
    file = render(objects(picture("{{ photo | image }}")), photo=as_data(out.getvalue()))
    with Raster.open(io.BytesIO(file.pictures()[0])) as turned:
        assert turned.size == (30, 60)
        assert turned.getexif().get(0x112, 1) == 1
    assert file.find("//wp:extent/@cx") == ["150000"]


def test_the_same_picture_is_stored_once_and_related_once() -> None:
    template = objects("{% for n in range(20) %}", picture("{{ logo | image }}"), "{% endfor %}")
    file = render(template, logo=as_data(WIDE))
    assert len(set(file.find("//a:blip/@r:embed"))) == 1
    assert len(set(file.find("//wp:docPr/@id"))) == 20


@pytest.mark.parametrize(
    ("tag", "value", "code"),
    [
        ("{{ logo | image }}", {"image": "/etc/passwd"}, "image-base64"),
        ("{{ logo | image }}", "logo.png", "not-an-image"),
        ("{{ logo | image('fill') }}", as_data(WIDE), "wrong-argument"),
        ("{{ logo | image(size=4) }}", as_data(WIDE), "wrong-argument"),
        ("{{ logo | image(width='wide') }}", as_data(WIDE), "wrong-argument"),
        ("{{ logo | image }}", as_data(WIDE, width_cm=-1), "image-size"),
        ("{{ (logo | image).alt | upper }}{{ logo | image | upper }}", as_data(WIDE), "not-an-image"),
        ("{{ logo | image }}", {"asset": "logo"}, "unknown-asset"),
    ],
)
def test_what_is_no_picture_is_told_with_its_place(tag: str, value: object, code: str) -> None:
    with pytest.raises(RenderError) as caught:
        compile(objects("x", picture(tag))).render({"logo": value})
    problem = caught.value.problems[0]
    assert (problem.code, problem.place) == (code, "paragraph 2")


def test_a_picture_comes_from_the_assets_that_the_caller_gives() -> None:
    template = compile(objects(picture("{{ logo | image }}")))
    logo = {"logo": {"asset": "logo"}}
    assert read(template.render(logo, assets={"logo": WIDE})).pictures() == [WIDE]
    assert read(template.render(logo, assets=lambda id_: WIDE if id_ == "logo" else None)).pictures() == [
        WIDE
    ]
    with pytest.raises(RenderError) as caught:
        template.render({"logo": {"asset": "lgo"}}, assets={"logo": WIDE})
    assert caught.value.problems[0].hint == "Did you mean logo?"


def test_a_vector_picture_amid_text_has_both_forms_and_its_marks() -> None:
    data = as_data(SVG, decorative=True, alt="x", width_cm=2)
    file = render(objects("See {{ logo }} or {{ logo | image(height='4cm') }}."), logo=data)
    assert file.find("//wp:extent/@cx") == ["720000", "2880000"]
    assert len(file.find("//asvg:svgBlip/@r:embed")) == len(file.find("//adec:decorative/@val")) == 2
    assert file.find("//wp:docPr/@descr") == []
    assert file.related(file.find("//asvg:svgBlip/@r:embed")[0]).endswith(SVG)
