"""Charts and pictures read from plain JSON: what is taken, and how mistakes are named."""

from __future__ import annotations

import base64
import datetime as dt
import io
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from docgen.engine.values import (
    Chart,
    ChartSeries,
    chart_from_rows,
    chart_value,
    image_from_bytes,
    image_value,
)
from docgen.errors import Problem, RenderError

ROWS = [{"month": "Jan", "target": 10, "actual": 9}, {"month": "Feb", "target": 12, "actual": None}]


def problems_of(value: Any) -> list[Problem]:
    with pytest.raises(RenderError) as caught:
        chart_value(value)
    return caught.value.problems


def series(*values: Any, name: Any = "A") -> dict[str, Any]:
    return {"name": name, "values": list(values)}


def test_plain_data_becomes_a_chart() -> None:
    chart = chart_value(
        {"categories": ["Q1", "Q2"], "series": [series(1, 2.5), series(None, Decimal("3.10"), name="B")]}
    )
    assert chart == Chart(
        ("Q1", "Q2"), (ChartSeries("A", (1, 2.5)), ChartSeries("B", (None, Decimal("3.10"))))
    )


def test_a_chart_made_in_python_is_checked_alike() -> None:
    good = Chart(("a",), (ChartSeries("A", (1,)),))
    assert chart_value(good) == good
    assert problems_of(Chart(("a",), (ChartSeries("A", (1, 2)),)))[0].code == "chart-length"


def test_categories_that_are_numbers_dates_or_null_become_text() -> None:
    chart = chart_value(
        {"categories": [2026, dt.date(2026, 6, 30), None, 1.5], "series": [series(1, 2, 3, 4)]}
    )
    assert chart.categories == ("2026", "2026-06-30", "", "1.5")


def test_scatter_data_needs_no_categories() -> None:
    chart = chart_value({"series": [{"name": "A", "x": [1, 2], "values": [3, 4]}]})
    assert chart == Chart((), (ChartSeries("A", (3, 4), (1, 2)),))


@pytest.mark.parametrize("value", [None, "chart", 5, [1], {}, {"series": "A"}, {"categories": []}])
def test_what_is_no_chart_is_refused_with_the_shape_wanted(value: Any) -> None:
    (problem,) = problems_of(value)
    assert problem.code == "not-a-chart"
    assert '"categories"' in problem.hint


@pytest.mark.parametrize(
    "number", [math.nan, math.inf, -math.inf, "12", True, [1], Decimal("NaN"), Decimal("1E+999"), 10**400]
)
def test_what_is_no_finite_number_is_refused_and_named(number: Any) -> None:
    (problem,) = problems_of({"categories": ["a", "b"], "series": [series(1, number, name="实际")]})
    assert problem.code == "chart-number"
    assert "Series '实际', value 2" in problem.message


def test_all_mistakes_are_said_at_once() -> None:
    found = problems_of(
        {
            "categories": [{}, "b"],
            "series": [series("x", 1), 7, {"name": {}, "x": 5, "values": [math.nan]}],
        }
    )
    assert [problem.code for problem in found] == [
        *("chart-label", "chart-number", "chart-series", "chart-label", "chart-series", "chart-number"),
    ]


def test_a_series_of_another_length_than_the_categories_is_named() -> None:
    (problem,) = problems_of({"categories": ["a", "b"], "series": [series(1, 2), series(1, name="Short")]})
    assert problem.message == "Series 'Short' has 1 values for 2 categories."


def test_too_much_for_a_chart_is_refused() -> None:
    many = list(range(40_000))
    assert problems_of({"categories": many, "series": []})[0].code == "chart-too-large"
    assert problems_of({"categories": [], "series": [series()] * 300})[0].code == "chart-too-large"
    assert problems_of({"categories": ["x" * 20_000], "series": [series(1)]})[0].code == "chart-label"


def test_rows_become_a_chart_by_the_names_of_their_columns() -> None:
    chart = chart_from_rows(ROWS, "month", ["target", "actual"])
    assert chart == Chart(("Jan", "Feb"), (ChartSeries("target", (10, 12)), ChartSeries("actual", (9, None))))


def test_series_of_rows_can_be_one_column_or_carry_names() -> None:
    assert chart_from_rows(ROWS, "month", "target").series[0].name == "target"
    assert chart_from_rows(ROWS, "month", {"target": "目标"}).series[0].name == "目标"


def test_a_column_that_rows_lack_is_named_with_the_nearest() -> None:
    with pytest.raises(RenderError) as caught:
        chart_from_rows(ROWS, "mounth", ["target", "zzz"])
    first, second = caught.value.problems
    assert first.message == "Row 1 has no field mounth." and first.hint == "Did you mean month?"
    assert second.hint == "It has month, target, actual."


@pytest.mark.parametrize("rows", [None, "rows", {"a": 1}, [1]])
def test_what_is_no_list_of_rows_is_refused(rows: Any) -> None:
    with pytest.raises(RenderError, match="not a list of rows"):
        chart_from_rows(rows, "month", ["target"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "values", "x"]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(st.fixed_dictionaries({"categories": json_values, "series": json_values}) | json_values)
def test_any_json_is_a_chart_or_a_problem(value: Any) -> None:
    try:
        chart = chart_value(value)
    except RenderError as error:
        assert error.problems
    else:
        assert all(
            len(one.values) == len(chart.categories if one.x is None else one.x) for one in chart.series
        )


def picture(kind: str, width: int = 7, height: int = 5) -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (width, height), "red").save(out, kind)
    return out.getvalue()


def encoded(data: bytes) -> dict[str, str]:
    return {"image": base64.b64encode(data).decode()}


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif"])
def test_a_picture_tells_its_kind_and_size(kind: str) -> None:
    data = picture(kind)
    image = image_value({**encoded(data), "alt": "红色"})
    assert (image.data, image.kind, image.width, image.height, image.alt) == (data, kind, 7, 5, "红色")
    assert image.content_type == f"image/{kind}"


def test_a_progressive_jpeg_with_metadata_tells_its_size() -> None:
    out = io.BytesIO()
    Picture.new("L", (300, 200)).save(
        out, "jpeg", progressive=True, comment=b"x" * 500, exif=b"Exif\0\0" + b"\xff" * 64
    )
    assert (image_from_bytes(out.getvalue()).width, image_from_bytes(out.getvalue()).height) == (300, 200)


def test_base64_may_be_broken_into_lines() -> None:
    text = base64.encodebytes(picture("png")).decode()
    assert image_value({"image": text}).width == 7


@pytest.mark.parametrize(
    "value",
    [
        "/etc/passwd",
        {"image": "/etc/passwd"},
        {"image": "https://example.com/logo.png"},
        {"path": "logo.png"},
        {},
        None,
    ],
)
def test_a_path_or_address_is_no_picture(value: Any) -> None:
    with pytest.raises(RenderError):
        image_value(value)


def test_a_data_address_is_told_to_lose_its_head() -> None:
    with pytest.raises(RenderError, match="up to the first comma"):
        image_value({"image": "data:image/png;base64,AAAA"})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"BM" + b"\0" * 60, "image-kind"),
        (b"", "image-kind"),
        (picture("png")[:20], "image-broken"),
        (picture("jpeg")[:40], "image-broken"),
        (picture("gif")[:8], "image-broken"),
        (b"\xff\xd8\xff" + b"\0" * 60, "image-broken"),
        (picture("png")[:16] + b"\0\0\0\0\0\0\0\1" + picture("png")[24:], "image-broken"),
        (picture("png")[:16] + b"\0\1\0\0\0\1\0\0" + picture("png")[24:], "image-too-large"),
        (picture("png") + b"\0" * 21_000_000, "image-too-large"),
    ],
)
def test_other_broken_and_absurd_files_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(RenderError) as caught:
        image_value(encoded(data))
    assert [problem.code for problem in caught.value.problems] == [code]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b""]), st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_a_problem(head: bytes, rest: bytes) -> None:
    try:
        image = image_from_bytes(head + rest)
    except RenderError as error:
        assert error.problems
    else:
        assert image.width > 0 and image.height > 0
