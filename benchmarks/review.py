"""The large PowerPoint workload: a business review of sixty slides with thirty charts, from nine slides.

python-pptx cannot copy slides. By hand it therefore opens a deck that has all sixty already, and writes into
it, place by place, what was worked out for it before: that is less than docgen does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor

from benchmarks.measure import SUBJECT, Workload
from benchmarks.review_data import review_data
from benchmarks.review_template import review_template
from docgen.engine import compile

__all__ = ["workload"]

_GOALS = {"python-pptx": 6.7}


@dataclass(frozen=True)
class _Place:
    """What one shape of a slide shows: its width, its fill, the texts and fills of its cells, its figures."""

    width: int
    colour: str
    texts: tuple[str, ...]
    colours: tuple[str, ...]
    chart: Mapping[str, Any] | None


def workload() -> Workload:
    """Return the workload; it has one size."""
    compiled = compile(review_template(), name="review.pptx")
    context = review_data()
    start = compiled.render(_blank(context))
    plan = [[_place(shape) for shape in slide.shapes] for slide in _open(compiled.render(context)).slides]
    return Workload(
        name="deck-60",
        title="Deck: a business review of sixty slides, thirty charts, tables of 233 rows",
        contenders={SUBJECT: lambda: compiled.render(context), "python-pptx": lambda: _by_pptx(start, plan)},
        read=_read,
        rounds=9,
        goals=_GOALS,
    )


def _blank(value: Any, name: str = "") -> Any:
    """Return data of the same shape with a word for each text, and other figures."""
    if isinstance(value, Mapping):
        return {key: item if key == "labels" else _blank(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_blank(item, name) for item in value]
    if name in ("status", "level"):
        return "red"
    if isinstance(value, str):
        return "2026-01-01" if name == "due" else "word"
    return value if name == "ratio" else 1


def _open(document: bytes) -> Any:
    return Presentation(BytesIO(document))


def _place(shape: Any) -> _Place:
    cells = list(shape.table.iter_cells()) if shape.has_table else []
    texts = [cell.text for cell in cells] or ([p.text for p in _paragraphs(shape)])
    return _Place(
        int(shape.width),
        _colour(shape) if hasattr(shape, "fill") else "",
        tuple(texts),
        tuple(_colour(cell) for cell in cells),
        _figures(shape.chart) if shape.has_chart else None,
    )


def _paragraphs(shape: Any) -> list[Any]:
    return [p for p in shape.text_frame.paragraphs if p.runs] if shape.has_text_frame else []


def _colour(holder: Any) -> str:
    """Return a fill's six digits; nothing for a colour of the theme, or none."""
    fill = holder.fill
    return str(fill.fore_color.rgb) if fill.type == 1 and fill.fore_color.type == 1 else ""


def _figures(chart: Any) -> dict[str, Any]:
    series = [one for plot in chart.plots for one in plot.series]
    return {
        "categories": list(chart.plots[0].categories),
        "series": [(one.name, tuple(one.values)) for one in series],
    }


def _by_pptx(start: bytes, plan: list[list[_Place]]) -> bytes:
    """Return the finished deck, filled in with python-pptx."""
    deck = _open(start)
    for slide, places in zip(deck.slides, plan, strict=True):
        for shape, place in zip(slide.shapes, places, strict=True):
            _fill(shape, place)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _fill(shape: Any, place: _Place) -> None:
    if place.chart is not None:
        shape.chart.replace_data(_chart_data(place.chart))
    elif place.colours:
        for cell, text, colour in zip(shape.table.iter_cells(), place.texts, place.colours, strict=True):
            _say(cell.text_frame.paragraphs[0], text, colour)
            _paint(cell, colour)
    else:
        for paragraph, text in zip(_paragraphs(shape), place.texts, strict=True):
            _say(paragraph, text, place.colour)
        _paint(shape, place.colour)
        if shape.width != place.width:
            shape.width = place.width


def _say(paragraph: Any, text: str, ground: str) -> None:
    if paragraph.runs:
        paragraph.runs[0].text = text
        if ground:
            paragraph.runs[0].font.color.rgb = RGBColor.from_string(
                "1F1F1F" if ground == "FFC000" else "FFFFFF"
            )


def _paint(holder: Any, colour: str) -> None:
    if colour:
        holder.fill.solid()
        holder.fill.fore_color.rgb = RGBColor.from_string(colour)


def _chart_data(figures: Mapping[str, Any]) -> CategoryChartData:
    made = CategoryChartData(number_format="0")
    made.categories = figures["categories"]
    for name, values in figures["series"]:
        made.add_series(name, values)
    return made


def _read(document: bytes) -> list[object]:
    """Return what each shape of the deck shows, and the figures of each chart's workbook."""
    return [said for slide in _open(document).slides for shape in slide.shapes for said in _said(shape)]


def _said(shape: Any) -> Iterator[object]:
    yield _place(shape)
    yield [str(run.font.color.rgb) for p in _paragraphs(shape) for run in p.runs if run.font.color.type == 1]
    if shape.has_chart:
        book = load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        yield list(book.worksheets[0].iter_rows(values_only=True))
