"""Colours from data: what is one, and what can be read on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.engine.colours import colour_value, ink_on, light
from docgen.errors import RenderError


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.1 defines it."""
    lights = []
    for colour in (one, other):
        parts = [part / 255 for part in bytes.fromhex(colour)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        lights.append(
            sum(p * weight for p, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True)) + 0.05
        )
    return max(lights) / min(lights)


@given(st.binary(min_size=3, max_size=3))
def test_what_stands_on_a_colour_can_be_read(colour: bytes) -> None:
    assert contrast(colour.hex(), ink_on(colour.hex().upper())) >= 4


@pytest.mark.parametrize("status", ["red", "amber", "green", "grey"])
def test_what_stands_on_a_light_can_be_read_well(status: str) -> None:
    found = light(status, {})
    assert contrast(found, ink_on(found)) >= 4.5


@pytest.mark.parametrize(
    ("written", "colour"), [("#ffc000", "FFC000"), (" Accent2 ", "accent2"), ("folhlink", "folHlink")]
)
def test_a_colour_has_one_spelling(written: str, colour: str) -> None:
    assert colour_value(written) == colour


@given(st.text())
def test_any_text_is_a_colour_that_xml_can_hold_or_is_refused(text: str) -> None:
    try:
        assert colour_value(text).isalnum()
    except RenderError as error:
        assert [problem.code for problem in error.problems] == ["wrong-colour"]


def test_a_light_that_there_is_not_is_told() -> None:
    with pytest.raises(RenderError, match="rag knows no ambr"):
        light("slipped", {"ambr": ["slipped"]})
