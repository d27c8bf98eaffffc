"""QR codes in frames: read again by a decoder."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from docgen.engine import compile
from docgen.engine.values import qr_image
from docgen.errors import RenderError
from tests.engine.docx.objects import objects, picture, png, render


def decoded(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as image:
        [found] = zxingcpp.read_barcodes(image.convert("L"))
    return found.text


@pytest.mark.parametrize(
    "text",
    ["https://example.com/a?b=1&c=<2>", "合同编号 2026-017", "https://example.com/" + "x" * 300, 12345],
)
def test_a_code_says_what_the_data_says(text: object) -> None:
    file = render(objects(picture("{{ url | qr }}")), url=text)
    assert decoded(file.pictures()[0]) == str(text)
    assert file.find("//wp:docPr/@descr") == [str(text)]


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_any_text_can_be_read_again(text: str) -> None:
    assert decoded(qr_image(text).data) == text


def test_a_code_without_a_text_goes() -> None:
    for url in (None, ""):
        assert render(objects(picture("{{ url | qr }}")), url=url).pictures() == []


def test_a_code_is_square_in_a_frame_that_is_not() -> None:
    file = render(objects(picture("{{ url | qr('h') }}")), url="x")
    assert file.find("//wp:extent/@cx | //wp:extent/@cy") == ["300000", "300000"]
    assert file.pictures() != [png(8, 8, 0)]


@pytest.mark.parametrize(
    ("tag", "url", "code"),
    [
        ("{{ url | qr }}", "x" * 3000, "qr-too-long"),
        ("{{ url | qr('h') }}", "x" * 1500, "qr-too-long"),
        ("{{ url | qr('z') }}", "x", "wrong-argument"),
        ("{{ url | qr }}", ["x"], "wrong-type"),
    ],
)
def test_what_no_code_can_say_is_told(tag: str, url: object, code: str) -> None:
    with pytest.raises(RenderError) as caught:
        compile(objects(picture(tag))).render({"url": url})
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("tag", "side"), [("{{ url | qr }}", 1_080_000), ('{{ url | qr(width="25mm") }}', 900_000)]
)
def test_a_code_stands_amid_text_in_a_size_that_can_be_scanned(tag: str, side: int) -> None:
    file = render(objects(f"Scan {tag} now"), url="https://example.com")
    assert decoded(file.pictures()[0]) == "https://example.com"
    assert [int(size) for size in file.find("//wp:extent/@*")] == pytest.approx([side, side], rel=0.001)
    assert file.find("//w:t") == ["Scan ", " now"]
