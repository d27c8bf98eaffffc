"""What Excel takes no more of, beyond which it would call the file broken: told with sheet and cell instead.

From Excel's specifications and limits.  Rows, columns and the text of a cell have their limits where they
are written.
"""

from __future__ import annotations

import html
import re

from docgen.engine.references import FORMULA_LENGTH
from docgen.errors import Problem, RenderError

__all__ = ["FORMATS", "LITERAL", "check_formula", "check_links", "too_many_formats"]

FORMATS = 64_000
"""The most formats of cells in a workbook."""
LITERAL = 255
"""The most characters of a text inside a formula, and so of a link's address."""
_LINKS, _LINK = 65_530, "<hyperlink "
_FORMULA = re.compile(r"<f(?: [^>]*)?>([^<]*)</f>")
_LITERAL = re.compile(r"""'(?:[^']|'')*'|"((?:[^"]|"")*)\"""")


def check_formula(cell: str, sheet: str, reference: str) -> None:
    """Raise RenderError if the formula in a cell's text is too long, or a text inside of it."""
    found = _FORMULA.search(cell)
    text = html.unescape(found[1]) if found else ""
    longest = max((len(text_.replace('""', '"')) for text_ in _LITERAL.findall(text)), default=0)
    place = f"cell {sheet}!{reference}"
    if len(text) > FORMULA_LENGTH:
        message = f"The formula has {len(text):,} characters, of which Excel takes {FORMULA_LENGTH:,}."
        hint = "Put long values into cells of their own, and let the formula name these."
        raise RenderError(Problem("formula-too-long", message, hint, place=place))
    if longest > LITERAL:
        message = f"A text of {longest:,} characters stands in a formula, which takes {LITERAL}."
        hint = "Put the text into a cell, and let the formula name that."
        raise RenderError(Problem("formula-text-too-long", message, hint, place=place))


def check_links(text: str, sheet: str) -> None:
    """Raise RenderError if more links stand behind the rows of a sheet than it may have."""
    if len(text) > _LINKS * len(_LINK) and text.count(_LINK) > _LINKS:
        message = f"The sheet would have more than {_LINKS:,} links."
        hint = "Write the links with the filter link: of these there may be any number."
        raise RenderError(Problem("too-many-links", message, hint, place=f'sheet "{sheet}"'))


def too_many_formats() -> RenderError:
    """Return the error for a workbook with too many formats of cells."""
    message = f"The workbook would have more than {FORMATS:,} formats of cells."
    hint = "Give cells of dates and of texts the same format in the template."
    return RenderError(Problem("too-many-formats", message, hint))
