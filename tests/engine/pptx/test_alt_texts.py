"""Alternative texts: charts with other data, pictures in their frames, shapes that go."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.engine import compile
from docgen.errors import RenderError

Fixture = Callable[..., Any]
INCH = 914400


def image(data: bytes, **more: str) -> dict[str, str]:
    return {"image": base64.b64encode(data).decode(), **more}


def chart(*values: float) -> dict[str, Any]:
    return {
        "categories": [f"c{n}" for n, _ in enumerate(values)],
        "series": [{"name": "实际", "values": values}],
    }


def test_a_chart_takes_other_data_and_a_new_workbook(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide(chart="{{ trend | chart }}", chart_title="Up to {{ year }}"))
    made = render(template, {"trend": chart(3, 4, 5), "year": 2026})
    [shape] = made.objects(1, "chart")
    assert shape._element.xpath(".//p:cNvPr")[0].get("descr") == ""
    assert shape.chart.chart_title.text_frame.text == "Up to 2026"
    assert list(shape.chart.plots[0].categories) == ["c0", "c1", "c2"]
    assert list(shape.chart.series[0].values) == [3, 4, 5]
    book = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
    assert [[c.value for c in row] for row in book["Sheet1"].rows][1:] == [["c0", 3], ["c1", 4], ["c2", 5]]


def test_a_chart_of_rows_names_its_columns(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(slide(chart='{{ kpis | chart(category="month", series=["target", "actual"]) }}'))
    rows = [{"month": "Jan", "target": 1, "actual": 2}, {"month": "Feb", "target": 3, "actual": 4}]
    found = render(template, {"kpis": rows}).objects(1, "chart")[0].chart
    assert [(s.name, list(s.values)) for s in found.series] == [("target", [1, 3]), ("actual", [2, 4])]


def test_data_that_a_chart_cannot_show_is_told_with_its_slide(deck: Fixture, slide: Fixture) -> None:
    template = deck(slide("x"), slide(chart="{{ trend | chart }}"))
    wrong = {"series": [{"name": "n", "x": [1], "values": [1]}]}
    with pytest.raises(RenderError) as caught:
        compile(template).render({"trend": wrong})
    [problem] = caught.value.problems
    assert (problem.place, problem.tag) == ('slide 2, shape "Chart"', "{{ trend | chart }}")


def test_a_picture_fits_into_its_frame_and_stands_in_its_middle(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    template = deck(slide(picture="Logo {{ logo | image }}"))
    data = picture(30, 10)
    made = render(template, {"logo": image(data, alt="of Northwind")})
    [found] = made.objects(1, "picture")
    assert found.image.blob == data
    assert (found.left, found.width, found.height) == (INCH, 2 * INCH, round(2 * INCH / 3))
    assert found.top == 2 * INCH + (2 * INCH - found.height) // 2
    assert found._element.xpath(".//p:cNvPr")[0].get("descr") == "Logo of Northwind"
    assert sum(name.startswith("ppt/media/") for name in made.parts) == 1


def test_the_same_picture_is_stored_once_and_others_beside_it(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    template = deck(
        slide("{%slide for p in ps %}x{%slide endfor %}", picture="{{ p | image }}"), slide("z", picture="")
    )
    one, two = image(picture(3, 3)), image(picture(3, 3, 7))
    made = render(template, {"ps": [one, two, one]})
    assert len({made.objects(n, "picture")[0].image.sha1 for n in (1, 2, 3, 4)}) == 3
    assert sum(name.startswith("ppt/media/") for name in made.parts) == 3


@pytest.mark.parametrize("more", [{"chart": "{{ v | chart }}"}, {"picture": "{{ v | image }}"}])
def test_a_chart_or_picture_without_data_goes(
    deck: Fixture, slide: Fixture, render: Fixture, more: dict[str, str]
) -> None:
    made = render(deck(slide("x", **more)), {"v": None})
    assert made.objects(1, "chart") == made.objects(1, "picture") == []


def test_the_parts_of_a_chart_that_goes_leave_the_file(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("{%slide for v in vs %}{{ v.name }}{%slide endfor %}", chart="{{ v.c | chart }}"))
    made = render(
        template, {"vs": [{"name": "a", "c": None}, {"name": "b", "c": chart(1)}, {"name": "c", "c": None}]}
    )
    assert [len(made.objects(n, "chart")) for n in (1, 2, 3)] == [0, 1, 0]
    assert sum(name.startswith("ppt/charts/chart") for name in made.parts) == 1
    assert sum(name.startswith("ppt/embeddings/") for name in made.parts) == 1
    none = render(template, {"vs": [{"name": "a", "c": None}]})
    assert not any(name.startswith(("ppt/charts/chart", "ppt/embeddings/")) for name in none.parts)


def test_a_condition_keeps_or_removes_any_shape(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    template = deck(
        slide("t", "box", alt="{% if show %}A box", chart="{% if show %}{{ c | chart }}{% endif %}")
    )
    made = render(template, {"show": True, "c": chart(1)})
    box = next(s for s in made.slides[0].shapes if s.name == "Box")
    assert box._element.xpath(".//p:cNvPr")[0].get("descr") == "A box"
    assert len(made.objects(1, "chart")) == 1
    assert [s.name for s in render(template, {"show": False, "c": None}).slides[0].shapes] == ["Title 1"]


def test_a_tag_in_an_alternative_text_is_text(deck: Fixture, slide: Fixture, render: Fixture) -> None:
    made = render(
        deck(slide("t", "b", alt='{% if a %}Yes "{{ a }}"{% else %}no{% endif %}')), {"a": "<x\ny>"}
    )
    box = next(s for s in made.slides[0].shapes if s.name == "Box")
    assert box._element.xpath(".//p:cNvPr")[0].get("descr") == 'Yes "<x y>"'


def test_a_placeholder_picture_takes_the_frame_of_its_layout(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    def change(presentation: Any) -> None:
        layout = presentation.slide_layouts[8]
        placed = (
            presentation.slides.add_slide(layout).placeholders[1].insert_picture(io.BytesIO(picture(8, 2)))
        )
        placed._element.xpath(".//p:cNvPr")[0].set("descr", "{{ logo | image }}")

    made = render(deck(change=change), {"logo": image(picture(10, 10))})
    frame = made.presentation.slide_layouts[8].placeholders[1]
    [found] = made.objects(1, "picture")
    assert found.width == found.height == min(frame.width, frame.height)
    assert found.top == frame.top


def test_a_workbook_of_another_kind_gives_way_to_a_new_one(
    deck: Fixture, slide: Fixture, render: Fixture
) -> None:
    template = deck(slide("{%slide for s in xs %}x{%slide endfor %}", chart="{{ s | chart }}"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                data = data.replace(b".xlsx", b".xlsb").replace(b'"xlsx"', b'"xlsb"')
            after.writestr(name.replace(".xlsx", ".xlsb"), data)
    for values in ([chart(1)], [chart(1), chart(2)]):
        made = render(out.getvalue(), {"xs": values})
        assert not [name for name in made.parts if name.endswith(".xlsb")]
        assert len([name for name in made.parts if name.endswith(".xlsx")]) == len(values)


def test_a_new_picture_does_not_take_the_relationship_of_another(
    deck: Fixture, slide: Fixture, render: Fixture, picture: Fixture
) -> None:
    def add_picture(presentation: Any) -> None:
        presentation.slides[0].shapes.add_picture(io.BytesIO(picture(9, 9)), 0, 0)

    first = render(deck(slide(picture="{{ a | image }}"), change=add_picture), {"a": image(picture(5, 5))})
    first.objects(1, "picture")[1]._element.xpath(".//p:cNvPr")[0].set("descr", "{{ b | image }}")
    again = io.BytesIO()
    first.presentation.save(again)
    made = render(again.getvalue(), {"b": image(picture(6, 6))})
    assert [found.image.size for found in made.objects(1, "picture")] == [(5, 5), (6, 6)]


@pytest.mark.parametrize("on_missing", ["mark", "blank"])
@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"chart": "{{ gone | chart }}"}, 0),
        ({"picture": "{{ gone | image }}"}, 0),
        ({"picture": "{{ gone | qr }}"}, 0),
        ({"alt": "{{ gone | width }}"}, 0),
        ({"alt": "{{ gone | rag }}"}, 1),
        ({"alt": "{{ gone | fill }}"}, 1),
    ],
)
def test_an_object_whose_field_is_missing_stays_as_it_was_or_goes(
    deck: Fixture, slide: Fixture, render: Fixture, more: dict[str, str], kept: int, on_missing: str
) -> None:
    made = render(deck(slide("x", **more)), {}, on_missing=on_missing)
    others = {"Title 1"} | (set() if "alt" in more else {"Box"})
    assert len([s.name for s in made.slides[0].shapes if s.name not in others]) == kept
