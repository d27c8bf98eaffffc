"""Values as text in XML: escaped in one place, in the way of one format.

The functions made here are called for every value of every document, so they
are written for speed; the rules are few.  A text never becomes markup.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Undefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from docgen.engine.docxtpl_objects import as_rich
from docgen.engine.environment import RENDER
from docgen.engine.filters import format_moment
from docgen.engine.values import Chart
from docgen.engine.written import Written, text_of
from docgen.errors import Problem, RenderError

try:
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:  # no C extension on this platform

    def escape_text(text: str, /) -> str:
        """Return a text with the five characters of XML escaped."""
        return str(escape(text))


__all__ = [
    "RichMaker",
    "clean",
    "escape_text",
    "make_attribute",
    "make_text",
    "make_texts",
    "plain",
    "plain_texts",
]

_BREAKS = re.compile(r"[\n\r\t\v\f\x07\x85\u2028\u2029]")
_ODD_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029\v]")
_CHART_HINT = "Write it with | chart as the alternative text of a chart of the template."
_ILLEGAL = bytes(c for c in range(32) if c not in (9, 10, 13))
_ILLEGAL_WIDE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_SEAM = "`"  # between the texts of a column; one that holds it is escaped on its own
_SHORT = 32_000
_SIMPLE = (types.NoneType, Undefined, bool, float, Decimal, dt.date, dt.time)
_ILLEGAL_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPAQUE = (type, types.ModuleType, types.GeneratorType, Macro)

RichMaker = Callable[[Any, Context], str | None]


def plain(value: Any, language: str, dialect: str) -> str:
    """Return a value as unescaped text; raises RenderError for what cannot be printed."""
    if isinstance(value, str):
        return text_of(value)
    if value is None:
        return "None" if dialect == "docxtpl" else ""
    if isinstance(value, Undefined):
        return str(value)
    if isinstance(value, (dt.date, dt.time)) and dialect == "docgen":
        return format_moment(value, "medium", language)
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 400 else str(value)
    if isinstance(value, int):
        return _integer(value)
    return _other(value, dialect)


def _integer(value: int) -> str:
    try:
        return str(value)
    except ValueError as error:
        raise RenderError(Problem("number-too-long", "A number has more than 4,300 digits.")) from error


def _other(value: Any, dialect: str) -> str:
    rich = as_rich(value)
    if rich is not None:
        return str(rich)
    if isinstance(value, (list, tuple, dict, set, frozenset)) and dialect == "docgen":
        if isinstance(value, dict) and "series" in value:
            raise RenderError(_chart())
        kind = "an object" if isinstance(value, dict) else "a list"
        hint = "Name one of its fields." if isinstance(value, dict) else "Write a loop over it."
        raise RenderError(Problem("not-text", f"This is {kind}, which cannot stand as text.", hint))
    if isinstance(value, _OPAQUE) or (callable(value) and not isinstance(value, Undefined)):
        raise RenderError(
            Problem("not-text", "This is a function, not a value.", "Name a field of the data.")
        )
    if isinstance(value, Chart):
        raise RenderError(_chart())
    text = str(value)
    if text.startswith("<") and " at 0x" in text:
        raise RenderError(
            Problem("not-text", f"This is a {type(value).__name__}, which cannot stand as text.")
        )
    return text


def _chart() -> Problem:
    return Problem("not-text", "This is the data of a chart, which cannot stand as text.", _CHART_HINT)


def make_text(
    breaks: Callable[[str], str], language: str, dialect: str, rich: RichMaker | None = None
) -> Callable[..., str]:
    """Return the function that writes a value into a text element.

    ``breaks`` turns an escaped text that holds line breaks or tabs into the
    format's markup.  ``rich`` returns what stands for a value that is more than
    text in this document, None for one that is not.
    """
    search = _BREAKS.search

    def docgen_text(value: Any, context: Context | None = None) -> str:
        kind = type(value)
        if kind is str:
            out = escape_text(value)
        elif kind is int:
            return _integer(value)
        elif kind is Written:
            out = str(value)
        else:
            if rich is not None and context is not None and not isinstance(value, _SIMPLE):
                placed = rich(value, context)
                if placed is not None:
                    return placed
            out = escape_text(plain(value, language, dialect))
        if out.isprintable():
            return out
        if context is not None and _ILLEGAL_TEXT.search(out):
            context.parent[RENDER].met_illegal = True
        if (kind is Written and "<" in out) or not search(out):
            return out
        divided = rich(value, context) if rich is not None and context is not None else None
        return breaks(_ODD_BREAKS.sub("\n", out)) if divided is None else divided

    return docgen_text


def plain_texts(values: Sequence[Any], barred: str = "") -> list[str] | None:
    """Return a column of texts escaped; None if any is no text, or asks for more than that.

    What every format writes as it is: nothing but characters that print, and no ``barred`` text, which means
    something to the format; none of them is as long as a cell of Excel can be.
    """
    if set(map(type, values)) != {str}:
        return None
    joined = _SEAM.join(values)
    if len(joined) > _SHORT or not joined.isprintable() or (barred and barred in joined):
        return None
    found = escape_text(joined).split(_SEAM)
    return found if len(found) == len(values) else None


def make_texts(text: Callable[..., str], barred: str = "") -> Callable[[Context, Sequence[Any]], list[str]]:
    """Return the function that writes a column of values; ``text`` writes one.

    ``barred`` is what means something to the format, so that a value with it is written on its own.
    """

    def docgen_texts(context: Context, values: Sequence[Any]) -> list[str]:
        return plain_texts(values, barred) or [text(value, context) for value in values]

    return docgen_texts


def make_attribute(language: str, dialect: str) -> Callable[[Any], Markup]:
    """Return the function that writes a value into an attribute or a plain element."""

    def docgen_attribute(value: Any) -> Markup:
        out = str(value) if type(value) is Written else escape_text(plain(value, language, dialect))
        out = out.replace("<", "&lt;") if "<" in out else out
        return Markup(_BREAKS.sub(" ", out))

    return docgen_attribute


def clean(text: str, suspicious: bool = True) -> tuple[bytes, int]:
    """Return a part's text as UTF-8 and how many characters, illegal in XML, were dropped.

    A text that is not ``suspicious``, because all of its values were looked at, need not be searched.
    """
    if not suspicious:
        return text.encode(), 0
    try:
        data = text.encode()
        dropped = 0
    except UnicodeEncodeError:
        text, dropped = _ILLEGAL_WIDE.subn("", text)
        data = text.encode()
    if not dropped and ("\ufffe" in text or "\uffff" in text):
        text, dropped = _ILLEGAL_WIDE.subn("", text)
        data = text.encode()
    size = len(data)
    data = data.translate(None, _ILLEGAL)
    return data, dropped + size - len(data)
