"""Values as cells: numbers, dates, booleans and texts, as a cell that holds one tag shows them.

The functions made here are called for every value of every workbook, so they are written for speed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from docgen.engine.docxtpl_objects import as_rich
from docgen.engine.environment import RENDER
from docgen.engine.parts import safe_address
from docgen.engine.rows import COLUMN
from docgen.engine.text import escape_text, make_attribute, make_text, make_texts, plain, plain_texts
from docgen.engine.values import Image, Run
from docgen.engine.xlsx.picture_filters import picture_filters
from docgen.engine.xlsx.rich_cells import link_formula, linked, rich_runs, runs_of
from docgen.engine.xlsx.text_heights import cell_height, row_height
from docgen.errors import Problem, RenderError

__all__ = [
    "DIGITS",
    "TEXT_LENGTH",
    "is_picture",
    "make_cell_text",
    "picture_in_text",
    "serial",
    "sheet_filters",
]

TEXT_LENGTH = 32_767
"""The most characters that Excel takes in a cell."""
_FORMATTED = "<is><r>"
"""How the text of a cell begins that has a format of its own."""
DIGITS = 10**15
"""The first whole number that Excel cannot hold with all its digits."""
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ODD_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029\v]")
_FIRST_1900 = 693_594  # the day that Excel counts as 0, as Python counts days
_FIRST_1904 = 695_056
_LEAP_DAY = 60  # 1900-02-29, which only Excel knows
_DAY = 86_400
_MOMENT = (dt.date, dt.time, dt.timedelta)


def serial(value: dt.date | dt.time | dt.timedelta, epoch_1904: bool = False) -> int | float | None:
    """Return a moment as Excel counts it, in days; None for a day before the first that it knows."""
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / _DAY
    if isinstance(value, dt.time):
        return _part_of_day(value)
    days = value.toordinal() - (_FIRST_1904 if epoch_1904 else _FIRST_1900)
    if not epoch_1904 and days <= _LEAP_DAY:
        days -= 1
    if days < 0 or (days < 1 and not epoch_1904):
        return None
    if isinstance(value, dt.datetime):
        part = _part_of_day(value.time())
        return days + part if part else days
    return days


def _part_of_day(value: dt.time) -> float:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return (seconds * 1_000_000 + value.microsecond) / (_DAY * 1_000_000)


def _escape(text: str) -> str:
    """Return a text as it stands in a cell's XML."""
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    if "\r" in text or "\v" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
        text = _ODD_BREAKS.sub("\n", text)
    return escape_text(text)


def _too_long(length: int) -> RenderError:
    message = f"A text of {length:,} characters does not fit into a cell, which takes {TEXT_LENGTH:,}."
    return RenderError(Problem("cell-too-long", message, "Shorten it, or divide it over several cells."))


def _text_cell(look: str, text: str) -> str:
    """Return a cell with a text; an empty one is blank."""
    if not text:
        return look + "/>"
    if len(text) > TEXT_LENGTH:
        raise _too_long(len(text))
    keep = "" if text.strip() is text else ' xml:space="preserve"'
    return f'{look} t="inlineStr"><is><t{keep}>{_escape(text)}</t></is></c>'


def _text_cells(look: str, texts: Sequence[str]) -> list[str]:
    """Return cells with texts that are escaped already; of white space they hold none but spaces."""
    begin, end = f'{look} t="inlineStr"><is><t>', "</t></is></c>"
    if all(texts) and list(map(str.strip, texts)) == texts:
        return [f"{begin}{text}{end}" for text in texts]
    kept = f'{look} t="inlineStr"><is><t xml:space="preserve">'
    return [
        f"{begin if text.strip() is text else kept}{text}{end}" if text else f"{look}/>" for text in texts
    ]


def _rich_cell(look: str, text: str, run_look: str) -> str:
    if len(text) > TEXT_LENGTH:
        raise _too_long(len(text))
    run = f'<r>{run_look}<t xml:space="preserve">{_escape(text)}</t></r>'
    return f'{look} t="inlineStr"><is>{run}</is></c>'


def _formatted(look: str, runs: list[Run], state: Any) -> str:
    """Return a cell with runs in formats of their own, or with a link."""
    text = "".join(run.text for run in runs)
    if len(text) > TEXT_LENGTH:
        raise _too_long(len(text))
    if (link := linked(runs)) is not None:
        if formula := link_formula(link, _escape):
            return f'{look} t="str"><f>{formula}</f><v>{_escape(text)}</v></c>'
        state.warn_link()
        return _text_cell(look, text)
    return f'{look} t="inlineStr"><is>{rich_runs(runs, state.font(look), _escape)}</is></c>'


def _not_finite(value: object) -> RenderError:
    return RenderError(
        Problem("number-not-finite", f"{value} is no number that a cell can hold.", "Give a number, or null.")
    )


def is_picture(value: object) -> bool:
    """Tell whether a value of the data is a picture."""
    return isinstance(value, Image) or (isinstance(value, dict) and isinstance(value.get("image"), str))


def picture_in_text() -> Problem:
    """Return the problem of a picture where only text can be."""
    message = "A picture stands amid other text, which a cell or a text box cannot show."
    hint = "Give its tag a cell of its own, or make it the alternative text of a picture."
    return Problem("picture-in-text", message, hint)


def _number(value: float | Decimal) -> str:
    if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
        raise _not_finite(value)
    return (
        repr(value)
        if isinstance(value, float)
        else f"{value:f}"
        if abs(value.adjusted()) < 300
        else str(value)
    )


def _as_text(value: Any, language: str, dialect: str) -> str:
    return value.unescape() if type(value) is Markup else plain(value, language, dialect)


def make_cell_text(language: str, dialect: str) -> Callable[..., str]:
    """Return the function that writes a value into a cell among other text."""
    write = make_text(lambda text: text, language, dialect)

    def cell_text(value: Any, _: Any = None) -> str:
        if type(value) is str:
            if len(value) > TEXT_LENGTH:
                raise _too_long(len(value))
            if "_x" in value:
                value = _ESCAPED.sub("_x005F_", value)
        elif is_picture(value):
            raise RenderError(picture_in_text())
        return write(value)

    return cell_text


def _cell_filter(language: str, dialect: str) -> Callable[..., str]:
    @pass_context
    def cell(context: Context, value: Any, look: str, style: int) -> str:
        """Return the cell of a value from behind its reference on.

        ``look`` are its attributes, ``style`` is its plain style or -1.
        """
        kind = type(value)
        if kind is str:
            if value[:1] == "=":
                look = context.parent[RENDER].state.quoted(look)
            return _text_cell(look, value)
        if kind is int and -DIGITS < value < DIGITS:
            return f"{look}><v>{value}</v></c>"
        if kind is float and value - value == 0.0:
            return f"{look}><v>{value!r}</v></c>"
        if value is None:
            return look + "/>"
        return _other_cell(context, value, look, style)

    def _other_cell(context: Context, value: Any, look: str, style: int) -> str:
        if isinstance(value, bool):
            return f'{look} t="b"><v>{value:d}</v></c>'
        if isinstance(value, (float, Decimal)):
            return f"{look}><v>{_number(value)}</v></c>"
        state = context.parent[RENDER].state
        if isinstance(value, int):
            state.warn_long(look)
            return _text_cell(look, plain(value, language, dialect))
        if isinstance(value, _MOMENT):
            count = serial(value, state.epoch_1904)
            if count is not None:
                return f"{state.dated(look, style, value)}><v>{count!r}</v></c>"
        rich = as_rich(value, context.parent[RENDER].assets)
        if isinstance(rich, Image):
            return f"{look}/>{state.picture(rich)}"
        if runs := runs_of(rich):
            return _formatted(look, runs, state)
        return _text_cell(look, _as_text(value, language, dialect))

    return cell


def _days(values: Sequence[dt.date], epoch_1904: bool) -> list[int] | None:
    """Return some days as Excel counts them; None if any is so early that the count has exceptions."""
    first = _FIRST_1904 if epoch_1904 else _FIRST_1900
    found = [value.toordinal() - first for value in values]
    return found if min(found) > _LEAP_DAY else None


def _column_filter(cell: Callable[..., str]) -> Callable[..., list[str]]:
    """Return what makes a column of cells; ``cell`` makes one, and says what each of these is."""

    def cells(context: Context, values: Sequence[Any], look: str, style: int) -> list[str]:
        kinds = set(map(type, values))
        kind = kinds.pop() if len(kinds) == 1 else None
        if kind is str and (texts := plain_texts(values, "_x")) is not None:
            if texts[0][:1] == "=" or "\n=" in "\n".join(texts):  # one begins like a formula
                return [cell(context, value, look, style) for value in values]
            return _text_cells(look, texts)
        if kind is int and min(values) > -DIGITS and max(values) < DIGITS:
            return [f"{look}><v>{value}</v></c>" for value in values]
        if kind is float and all(map(math.isfinite, values)):
            return [f"{look}><v>{value!r}</v></c>" for value in values]
        if kind is dt.date:
            state = context.parent[RENDER].state
            if (days := _days(values, state.epoch_1904)) is not None:
                look = state.dated(look, style, values[0])
                return [f"{look}><v>{day}</v></c>" for day in days]
        return [cell(context, value, look, style) for value in values]

    return cells


def sheet_filters(language: str, dialect: str) -> Mapping[str, Callable[..., Any]]:
    """Return the internal filters of workbooks."""
    attribute = make_attribute(language, dialect)
    cell = _cell_filter(language, dialect)
    cells = _column_filter(cell)

    @pass_context
    def rich(context: Context, value: Any, look: str, style: int, run_look: str) -> str:
        """Return a cell whose text has a look of its own."""
        if isinstance(value, (str, Undefined)) and (text := _as_text(value, language, dialect)):
            return _rich_cell(look, text, run_look)
        return cell(context, value, look, style)

    @pass_context
    def kept(context: Context, value: Any, look: str, style: int, number: int) -> str:
        """Return the cell of a value that formulas refer to."""
        context.parent[RENDER].state.kept[number].append(value)
        return cell(context, value, look, style)

    def kept_column(context: Context, values: Sequence[Any], look: str, style: int, number: int) -> list[str]:
        """Return a column of such cells."""
        found = cells(context, values, look, style)
        context.parent[RENDER].state.kept[number].extend(values)
        return found

    @pass_context
    def wrapped(context: Context, value: Any, look: str, style: int, number: int, *fit: float) -> str:
        """Return the cell of a value whose text wraps, and how high its row has to be for it."""
        if number >= 0:
            context.parent[RENDER].state.kept[number].append(value)
        written = cell(context, value, look, style)
        if type(value) is str:
            tall = row_height(value, *fit)
        else:
            tall = cell_height(written, *fit) if _FORMATTED in written else 0
        return f"{written}<~t{tall}>" if tall else written

    def caption(value: Any, look: str) -> str:
        """Return a cell that is a text whatever its value is."""
        if is_picture(value):
            raise RenderError(picture_in_text())
        return _text_cell(look, _as_text(value, language, dialect))

    def header(value: Any) -> Markup:
        """Return a text of a header or footer, where ``&`` begins a code."""
        return attribute(_as_text(value, language, dialect).replace("&", "&&"))

    def string(value: Any) -> Markup:
        """Return a text inside a string of a formula."""
        return attribute(_as_text(value, language, dialect).replace('"', '""'))

    def name(value: Any) -> Markup:
        """Return a text inside a sheet's name of a formula."""
        return attribute(_as_text(value, language, dialect).replace("'", "''"))

    def drawn(value: Any, line: str) -> Markup:
        """Return a text of a drawing or chart, ``line`` between its lines."""
        text = _ODD_BREAKS.sub("\n", _as_text(value, language, dialect))
        return Markup(line.join(escape_text(part) for part in text.split("\n")))

    return {
        "::cell": cell,
        "::cell" + COLUMN: cells,
        ":texts" + COLUMN: make_texts(make_cell_text(language, dialect), "_x"),
        "::kept": kept,
        "::kept" + COLUMN: kept_column,
        "::wrapped": wrapped,
        "::rich": rich,
        "::caption": caption,
        ":attribute": attribute,
        ":header": header,
        ":number": _formula_number,
        ":string": string,
        ":name": name,
        ":drawn": drawn,
        **picture_filters(attribute),
        ":address": lambda v: Markup(escape_text(safe_address(plain(v, language, dialect)))),
    }


def _formula_number(value: Any) -> Markup:
    """Return a number inside a formula."""
    if isinstance(value, bool):
        return Markup("TRUE" if value else "FALSE")
    if isinstance(value, Undefined):
        str(value)  # an undefined name that is an error says so here
        return Markup("0")
    if not isinstance(value, (int, float, Decimal)):
        problem = Problem(
            "formula-number",
            f"{str(value)[:60]!r} stands in a formula, which takes numbers there.",
            "Put the value into a cell and refer to that, or write the tag inside quotes.",
        )
        raise RenderError(problem)
    return Markup(str(value) if isinstance(value, int) else _number(value))
