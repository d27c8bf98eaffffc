"""The template of a business review, made with python-pptx: nine slides that become sixty.

One slide stands for each scenario, one for each key figure with a chart of its own, and one for each page of
the appendix.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_THEME_COLOR as THEME
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from benchmarks.review_data import PAGE

__all__ = ["review_template"]

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_COLOURS = {
    **{"dk1": "1F2933", "lt1": "FFFFFF", "dk2": "12355B", "lt2": "EEF2F6"},
    **{"accent1": "1B5E8C", "accent2": "E08E2B", "accent3": "4C9F8B", "accent4": "7A6FA8"},
    **{"accent5": "B5495B", "accent6": "7B8794", "hlink": "1B5E8C", "folHlink": "7A6FA8"},
}
_LEFT, _WIDTH, _TOP, _HEIGHT = 0.6, 12.13, 1.5, 5.2
_PANEL, _PANEL_WIDTH = 9.2, 3.53
_WHITE, _INK, _MUTED, _BLUE = THEME.BACKGROUND_1, THEME.TEXT_1, THEME.ACCENT_6, THEME.TEXT_2
_PALE = THEME.BACKGROUND_2

Frame = tuple[float, float, float, float]
"""Left, top, width and height in inches."""


def review_template() -> bytes:
    """Return the template: a title, a summary, three slides for a scenario, four for the whole."""
    deck = _themed()
    for add in (_title, _summary, _divider, _kpi, _actions, _overview, _risks, _appendix, _steps):
        add(deck.slides.add_slide(deck.slide_layouts[0]))
    _footer(deck)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


# Theme, master and layout


def _themed() -> Any:
    """Return an empty deck, 16:9, with colours of its own and one layout."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    master, layout = deck.slide_master, deck.slide_layouts[5]
    theme = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(theme.blob)
    for colour in (c for scheme in root.iter(f"{{{_A}}}clrScheme") for c in scheme):
        colour[:] = [_xml(f'<a:srgbClr val="{_COLOURS[etree.QName(colour).localname]}"/>')]
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    for other in [other for other in deck.slide_layouts if other is not layout]:
        deck.slide_layouts.remove(other)
    for shape in [*master.placeholders, *layout.placeholders]:
        if "TITLE" not in str(shape.placeholder_format.type):
            shape._element.getparent().remove(shape._element)
    _lay_out_title(master, next(iter(layout.placeholders)))
    return deck


def _lay_out_title(master: Any, title: Any) -> None:
    for shape in (next(iter(master.placeholders)), title):
        shape.left, shape.top, shape.width, shape.height = map(Inches, (_LEFT, 0.4, _WIDTH, 0.9))
        shape.text_frame.margin_left = shape.text_frame.margin_right = 0
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    style = next(master._element.iter("{*}titleStyle"))
    style[0].set("algn", "l")
    for old in style[0].findall(f"{{{_A}}}defRPr"):
        style[0].replace(
            old,
            _xml('<a:defRPr sz="2400" b="1"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr>'),
        )


def _footer(deck: Any) -> None:
    """Move a line, the name of the document and the number of the slide to the layout."""
    slide = deck.slides[0]
    line = _box(slide, (_LEFT, 6.95, _WIDTH, 0.01), _PALE)
    name = _text(slide, (_LEFT, 7.0, 9, 0.3), "Business review  |  Confidential", 10, _MUTED)
    number = _text(slide, (11.73, 7.0, 1, 0.3), "‹#›", 10, _MUTED)
    number.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    run = number.text_frame.paragraphs[0].runs[0]._r
    field = _xml('<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"/>')
    field.extend(list(run))
    run.getparent().replace(run, field)
    for shape in (line, name, number):
        deck.slide_layouts[0].shapes._spTree.append(shape._element)


def _xml(text: str) -> Any:
    """Return an element of DrawingML or of a chart."""
    return etree.fromstring(f'<x xmlns:a="{_A}" xmlns:c="{_C}">{text}</x>')[0]


# The slides


def _title(slide: Any) -> None:
    _box(slide, (0, 0, 13.333, 6.6), _BLUE)
    _box(slide, (_LEFT, 3.75, 1.2, 0.06), THEME.ACCENT_2)
    slide.shapes._spTree.append(slide.shapes.title._element)  # above the coloured ground
    slide.shapes.title.text = "{{ customer }}"
    slide.shapes.title.top, slide.shapes.title.left = Inches(2.6), Inches(_LEFT)
    slide.shapes.title.width, slide.shapes.title.height = Inches(_WIDTH), Inches(1)
    _style(slide.shapes.title.text_frame.paragraphs[0].runs[0], 40, _WHITE)
    _text(slide, (_LEFT, 4.0, 9, 0.6), "Business review: {{ period }}", 20, _WHITE)


def _summary(slide: Any) -> None:
    slide.shapes.title.text = "Five scenarios at a glance"
    width = (_WIDTH - 4 * 0.2) / 5
    for number in range(5):
        left = _LEFT + number * (width + 0.2)
        lamp = f"lamps[{number}]"
        _box(slide, (left, _TOP, width, 1.5), _PALE)
        _box(slide, (left, _TOP, width, 0.08), _MUTED, f"{{{{ {lamp}.status | rag }}}}")
        _text(
            slide, (left + 0.1, _TOP + 0.2, width - 0.2, 0.6), f"{{{{ {lamp}.name }}}}", 14, _BLUE, bold=True
        )
        chip = _box(
            slide, (left + 0.2, _TOP + 0.9, width - 0.4, 0.36), _MUTED, f"{{{{ {lamp}.status | rag }}}}"
        )
        _write(chip, f"{{{{ {lamp}.status | label }}}}", 12, _WHITE)
    box = _text(slide, (_LEFT, 3.4, _WIDTH, 3), "{{ messages[] }}", 18, _INK)
    box.text_frame.paragraphs[0].space_after = Pt(10)


def _divider(slide: Any) -> None:
    _box(slide, (0, 0, 4.2, 6.6), _BLUE)
    _text(slide, (_LEFT, 2.6, 3, 1.2), "{{ s.number }}", 80, _WHITE, bold=True)
    slide.shapes.title.text = "{%slide for s in scenarios%}{{ s.name }}"
    slide.shapes.title.left, slide.shapes.title.top = Inches(4.8), Inches(2.6)
    slide.shapes.title.width, slide.shapes.title.height = Inches(7.9), Inches(0.9)
    _text(slide, (4.8, 3.6, 7.9, 0.8), "{{ s.message }}", 18, _INK)


def _kpi(slide: Any) -> None:
    slide.shapes.title.text = "{%slide for k in s.kpis%}{{ k.title }}{%slide endfor%}"
    chart = _chart(slide, (_LEFT, _TOP, 8.3, _HEIGHT), ("Actual", "Target"), "{{ k.chart | chart }}")
    _combine(chart)
    _box(slide, (_PANEL, _TOP, _PANEL_WIDTH, _HEIGHT), _PALE)
    inner, width = _PANEL + 0.25, _PANEL_WIDTH - 0.5
    lamp = _box(slide, (inner, _TOP + 0.3, width, 0.45), _MUTED, "{{ k.status | rag }}")
    _write(lamp, "{{ k.status | label }}", 14, _WHITE)
    _text(slide, (inner, _TOP + 0.95, width, 0.4), "{{ k.name }}", 14, _MUTED)
    _text(slide, (inner, _TOP + 1.25, width, 0.9), "{{ k.actual }}", 44, _BLUE, bold=True)
    _text(
        slide,
        (inner, _TOP + 2.15, width, 0.4),
        "Target {{ k.target }}, {{ k.ratio | percent }} reached",
        12,
        _INK,
    )
    _box(slide, (inner, _TOP + 2.65, width, 0.16), _WHITE)
    _box(slide, (inner, _TOP + 2.65, width, 0.16), THEME.ACCENT_1, "{{ k.ratio | width }}")
    _text(slide, (inner, _TOP + 3.1, width, 1.8), "{{ k.comment }}", 14, _INK)


def _actions(slide: Any) -> None:
    slide.shapes.title.text = "{{ s.name }}: what happens next{%slide endfor%}"
    rows = [
        ("Action", "Owner", "Status"),
        ("{%tr for a in s.actions %}", "", ""),
        ("{{ a.text }}", "{{ a.owner }}", _lamp("a")),
        ("{%tr endfor %}", "", ""),
    ]
    _table(slide, rows, (8.13, 2.2, 1.8), 0.55)


def _overview(slide: Any) -> None:
    slide.shapes.title.text = "Half of all actions are done or in work"
    frame = (_LEFT, _TOP, _WIDTH, _HEIGHT)
    names = ("Done", "In work", "Open")
    chart = _chart(slide, frame, names, "{{ overview | chart }}", XL_CHART_TYPE.COLUMN_STACKED)
    chart.plots[0].data_labels.font.color.theme_color = _WHITE


def _risks(slide: Any) -> None:
    slide.shapes.title.text = "Risks that the steering committee should know"
    rows = [
        ("Risk", "Owner", "Due", "Level"),
        ("{%tr for r in risks %}", "", "", ""),
        (
            "{{ r.text }}",
            "{{ r.owner }}",
            "{{ r.due | date }}",
            "{% cellbg r.level | rag %}{{ r.level | label }}",
        ),
        ("{%tr endfor %}", "", "", ""),
    ]
    _table(slide, rows, (6.93, 1.8, 1.8, 1.6), 0.5)


def _appendix(slide: Any) -> None:
    slide.shapes.title.text = (
        f"{{%slide for page in rows | pages({PAGE})%}}Appendix: all measures{{%slide endfor%}}"
    )
    cells = ("{{ m.number }}", "{{ m.scenario }}", "{{ m.text }}", "{{ m.value | number(1) }}", _lamp("m"))
    rows = [
        ("No.", "Scenario", "Measure", "Value", "Status"),
        ("{%tr for m in page %}", *("",) * 4),
        cells,
        ("{%tr endfor %}", *("",) * 4),
    ]
    _table(slide, rows, (0.8, 2.8, 5.53, 1.2, 1.8), 0.37, size=11, right=3)


def _steps(slide: Any) -> None:
    slide.shapes.title.text = "Next steps"
    box = _text(slide, (_LEFT, _TOP, _WIDTH, 4), "{{ steps[] }}", 20, _INK)
    box.text_frame.paragraphs[0].space_after = Pt(14)


def _lamp(name: str) -> str:
    return f"{{% cellbg {name}.status | rag %}}{{{{ {name}.status | label }}}}"


# Shapes


def _box(slide: Any, frame: Frame, fill: Any, alt: str = "") -> Any:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, frame))
    shape.fill.solid()
    shape.fill.fore_color.theme_color = fill
    shape.line.fill.background()
    for style in shape._element.findall("{*}style"):
        shape._element.remove(style)
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)
    return shape


def _text(slide: Any, frame: Frame, text: str, size: int, colour: Any, *, bold: bool = False) -> Any:
    box = slide.shapes.add_textbox(*map(Inches, frame))
    box.text_frame.word_wrap = True
    box.text_frame.margin_left = box.text_frame.margin_right = 0
    box.text_frame.text = text
    _style(box.text_frame.paragraphs[0].runs[0], size, colour, bold=bold)
    return box


def _write(shape: Any, text: str, size: int, colour: Any) -> None:
    shape.text_frame.text = text
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _style(shape.text_frame.paragraphs[0].runs[0], size, colour, bold=True)


def _style(run: Any, size: int, colour: Any, *, bold: bool = False) -> None:
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.theme_color = colour


def _table(
    slide: Any,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    height: float,
    *,
    size: int = 13,
    right: int = -1,
) -> None:
    frame = (_LEFT, _TOP, sum(widths), height * len(rows))
    table = slide.shapes.add_table(len(rows), len(widths), *map(Inches, frame)).table
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for at, texts in enumerate(rows):
        table.rows[at].height = Inches(height)
        for column, text in enumerate(texts):
            cell = table.cell(at, column)
            cell.text, cell.vertical_anchor = text, MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.font.size = Pt(size)
            if column == right:
                paragraph.alignment = PP_ALIGN.RIGHT
            for run in paragraph.runs:
                run.font.size = Pt(size)


def _chart(
    slide: Any, frame: Frame, names: Sequence[str], alt: str, kind: Any = XL_CHART_TYPE.COLUMN_CLUSTERED
) -> Any:
    data = CategoryChartData(number_format="0")
    data.categories = ["a", "b", "c"]
    for name in names:
        data.add_series(name, (3, 4, 5))
    shape = slide.shapes.add_chart(kind, *map(Inches, frame), data)
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)
    chart = shape.chart
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size = Pt(12)
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xE1, 0xE6, 0xEB)
    chart.value_axis.format.line.fill.background()
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    for series, colour in zip(plot.series, (THEME.ACCENT_1, THEME.ACCENT_3, THEME.ACCENT_6), strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.theme_color = colour
    return chart


def _combine(chart: Any) -> None:
    """Show the second series as a dashed line over the columns of the first, on the same axes."""
    bars = chart._chartSpace.xpath(".//c:barChart")[0]
    axes = "".join(f'<c:axId val="{axis}"/>' for axis in bars.xpath("c:axId/@val"))
    kind = '<c:grouping val="standard"/><c:varyColors val="0"/>'
    line = _xml(f'<c:lineChart>{kind}<c:marker val="1"/>{axes}</c:lineChart>')
    series = bars.xpath("c:ser")[1]
    for old in series.xpath("c:invertIfNegative | c:spPr"):
        series.remove(old)
    look = _xml(
        '<c:spPr><a:ln w="28575"><a:solidFill><a:schemeClr val="accent2"/></a:solidFill>'
        '<a:prstDash val="sysDash"/></a:ln></c:spPr>'
    )
    series.xpath("c:tx")[0].addnext(look)
    look.addnext(_xml('<c:marker><c:symbol val="none"/></c:marker>'))
    line.insert(2, series)
    bars.addnext(line)
