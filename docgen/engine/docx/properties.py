"""Document properties and variables: values in the form that their kind asks for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from lxml import etree
from markupsafe import Markup

from docgen.engine.filters import as_date, as_decimal
from docgen.engine.names import W, names
from docgen.engine.source import TOKEN, Source
from docgen.engine.text import plain
from docgen.errors import Problem, RenderError

__all__ = ["join_variables", "property_filter", "type_properties"]

_TYPES = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_TERMS = "{http://purl.org/dc/terms/}"
_KINDS = {
    **dict.fromkeys(("filetime", "date"), "moment"),
    **dict.fromkeys(("i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint"), "whole"),
    **dict.fromkeys(("r4", "r8", "decimal"), "number"),
    "bool": "flag",
}


def type_properties(root: etree._Element, source: Source) -> None:
    """Let tags that are the whole of a typed property take values of its type only."""
    for element in root.iter(etree.Element):
        match = TOKEN.fullmatch((element.text or "").strip())
        kind = _kind(str(element.tag))
        if match and kind:
            mark = source.marks[int(match[1])]
            mark.wrap, mark.args = ":property", (kind,)


def _kind(tag: str) -> str:
    if tag.startswith(_TERMS):
        return "moment" if tag.endswith(("created", "modified")) else ""
    return _KINDS.get(tag.removeprefix(_TYPES), "") if tag.startswith(_TYPES) else ""


def join_variables(root: etree._Element, source: Source, part: str) -> None:
    """Number the tags in the values of document variables (ECMA-376 part 1, 17.15.1.31)."""
    for variable in root.iter(*names(W, "docVar")):
        for namespace in W:
            if value := variable.get(namespace + "val"):
                variable.set(
                    namespace + "val", source.join_text(value, part, "document variable", ":attribute")
                )


def property_filter(language: str, dialect: str) -> Callable[..., Markup]:
    """Return the internal filter that writes the value of a typed property."""

    def write(value: Any, kind: str) -> Markup:
        if kind == "moment":
            return Markup(_moment(value))
        if kind == "flag":
            return Markup(_flag(value))
        number = as_decimal(value if isinstance(value, (int, float)) else plain(value, language, dialect))
        if kind == "whole" and number != number.to_integral_value():
            raise RenderError(
                Problem(
                    "wrong-type",
                    f"{number} is no whole number.",
                    "The document property takes whole numbers.",
                )
            )
        return Markup(f"{number.to_integral_value() if kind == 'whole' else number:f}")

    return write


def _moment(value: Any) -> str:
    """Return a date or time in W3CDTF, in UTC where a zone is known."""
    moment = as_date(value)
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment
        return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
    if isinstance(moment, dt.date):
        return f"{moment:%Y-%m-%d}T00:00:00Z"
    raise RenderError(Problem("wrong-type", "A time of day is no date.", "Give a date such as 2026-03-31."))


def _flag(value: Any) -> str:
    text = str(value).strip().lower()
    if not re.fullmatch("true|false|1|0", text):
        message = f"{str(value)[:40]!r} is neither true nor false."
        raise RenderError(Problem("wrong-type", message, "The document property takes true or false."))
    return "true" if text in ("true", "1") else "false"
