"""Markdown read into block values: CommonMark with tables and strikethrough.

The parsing is markdown-it's; here its tokens become the values that every
format places in its own way.  Nothing here knows a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docgen.engine.markdown.reader import blocks_of
from docgen.engine.markdown.references import MOST_CHARACTERS, References
from docgen.engine.markdown.syntax import parse
from docgen.engine.values import Assets, Blocks, Table, shown
from docgen.errors import Problem, RenderError, did_you_mean

__all__ = ["MOST_CHARACTERS", "markdown_value", "read_markdown"]

_KEYS = ("markdown", "pictures", "table", "heading")
_SHAPE = 'Give {"markdown": "some **text**"}.'


def read_markdown(
    text: str,
    pictures: Mapping[Any, Any] | None = None,
    assets: Assets | None = None,
    *,
    table: str = "",
    heading: int | None = None,
) -> Blocks:
    """Return the blocks of a Markdown text.

    ``pictures``, by name, as plain data or values, are what ``![…](asset:name)`` shows,
    and stored ``assets``; ``table`` names the style of its tables, ``heading`` is the
    level of its highest heading.  Raises RenderError for a text that is too long or nested
    too deeply; links and pictures that are not allowed become their text, with a warning.
    """
    if heading is not None and (isinstance(heading, bool) or heading not in range(1, 10)):
        raise RenderError(Problem("wrong-argument", "The level of a heading must be from 1 to 9."))
    references = References(pictures or {}, assets)
    blocks = blocks_of(parse(references.without_pictures(text)), references)
    if table:
        blocks = tuple(replace(b, style=table) if isinstance(b, Table) else b for b in blocks)
    return Blocks(blocks, heading, inline=True, warnings=tuple(dict.fromkeys(references.warnings)))


def markdown_value(value: Mapping[Any, Any], assets: Assets | None = None) -> Blocks:
    """Return the blocks that ``{"markdown": "…"}`` describes.

    ``pictures`` by name, ``table`` and ``heading`` may stand beside it, see
    :func:`read_markdown`.  Raises RenderError.
    """
    if other := [str(key) for key in value if key not in _KEYS]:
        hint = did_you_mean(other[0], _KEYS)
        raise RenderError(Problem("markdown", f"An object with markdown has a field {other[0][:40]}.", hint))
    text, pictures, table = value["markdown"], value.get("pictures") or {}, value.get("table") or ""
    for name, item, kind in (("markdown", text, str), ("pictures", pictures, Mapping), ("table", table, str)):
        if not isinstance(item, kind):
            raise RenderError(Problem("markdown", f"The field {name} is {shown(item)}.", _SHAPE))
    return read_markdown(text, pictures, assets, table=table, heading=value.get("heading"))
