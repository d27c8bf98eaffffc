"""The text of one row from behind its number on: its markers for numbers, its height."""

from __future__ import annotations

import re

from docgen.engine.references import ROWS
from docgen.engine.xlsx.text_heights import cell_height
from docgen.errors import Problem, RenderError

__all__ = ["fitted", "numbered", "too_many_rows"]

_TALL = re.compile(r"<~t(\d+)>|<~T([\d.]+)/([\d.]+)/([\d.]+)>")
_HEIGHT = re.compile(r' ht="[^"]*"')
_OFFSET = re.compile(r"<~([+-]\d+)>")


def fitted(row: str) -> str:
    """Return a row from behind its number on, as high as the texts in front of the markers in it need."""
    tokens = _TALL.split(row)
    heights = [
        int(tall) if tall else cell_height(_last(cell), *map(float, (room, line, least)))
        for cell, tall, room, line, least in zip(*(tokens[at:-1:5] for at in range(5)), strict=True)
    ]
    row = "".join(tokens[::5])
    if not (height := max(heights)):
        return row
    head, end, rest = row.partition(">")
    return f'" ht="{height}"{_HEIGHT.sub("", head)[1:]}{end}{rest}'


def _last(cells: str) -> str:
    return cells[max(0, cells.rfind("<c ")) :]


def numbered(text: str, row: int, copy: int) -> str:
    """Return a text of a row with its number and that of its copy put in."""
    text = text.replace("<~>", str(row)).replace("<~k>", str(copy))
    if "<~+" in text or "<~-" in text:
        text = _OFFSET.sub(lambda match: str(row + int(match[1])), text)
    return text


def too_many_rows(sheet: str) -> RenderError:
    """Return the error for a sheet that would be too long."""
    hint = "Give fewer items, or divide them over several sheets."
    problem = Problem("sheet-too-long", f"The sheet would have more than {ROWS:,} rows.", hint)
    return RenderError(problem.at(place=f'sheet "{sheet}"'))
