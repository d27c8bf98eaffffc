"""The blocks of a text: headings, paragraphs, lists, quotations, code, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from docgen.engine.markdown.inline import Outside, runs_of
from docgen.engine.values import Cell, Inline, ListItem, Paragraph, Run, Table

__all__ = ["blocks_of"]

_ALIGNED = "text-align:"


def blocks_of(tokens: list[Token], outside: Outside) -> tuple[Paragraph | Table, ...]:
    """Return the blocks that the tokens of a text make, in order."""
    reader = _Reader(outside)
    for token in tokens:
        if token.type == "inline":
            reader.text(token)
        elif handle := _HANDLERS.get(token.type):
            handle(reader, token)
    return tuple(reader.blocks)


@dataclass(slots=True)
class _List:
    """A list whose items are being read."""

    kind: str
    number: int
    start: int
    fresh: bool = False
    """Whether the item has nothing yet: its first paragraph carries the number."""


class _Reader:
    """The blocks found so far, and the lists, quotations and table that are open."""

    def __init__(self, outside: Outside) -> None:
        self.blocks: list[Paragraph | Table] = []
        self._outside = outside
        self._lists: list[_List] = []
        self._last_list = 0
        self._quotes = 0
        self._heading = 0
        self._rows: list[list[Cell]] = []
        self._align: str | None = None

    def text(self, token: Token) -> None:
        """Take the text of a paragraph, a heading or a cell."""
        runs = runs_of(token.children or [], self._outside)
        if self._align is not None:
            self._rows[-1].append(Cell((Paragraph(runs, align=self._align),)))
        elif runs:
            self._add(runs, "heading" if self._heading else "", self._heading)

    def _add(self, runs: tuple[Inline, ...], kind: str = "", level: int = 0) -> None:
        self.blocks.append(Paragraph(runs, kind=kind, level=level, quote=self._quotes, item=self._item()))

    def _item(self) -> ListItem | None:
        if not self._lists:
            return None
        around = self._lists[-1]
        first, around.fresh = around.fresh, False
        depth = len(self._lists) - 1
        return ListItem(around.kind, depth, around.number, around.start, continued=not first)

    def _open_list(self, token: Token) -> None:
        self._number_first_line()
        self._last_list += 1
        kind = "number" if token.type == "ordered_list_open" else "bullet"
        start = token.attrGet("start")
        self._lists.append(_List(kind, self._last_list, int(start) if start is not None else 1))

    def _close_list(self, _: Token) -> None:
        self._lists.pop()

    def _open_item(self, _: Token) -> None:
        self._lists[-1].fresh = True

    def _close_item(self, _: Token) -> None:
        self._number_first_line()

    def _number_first_line(self) -> None:
        """Give an item without a paragraph of its own one, so that its number shows."""
        if self._lists and self._lists[-1].fresh:
            self._add(())

    def _open_heading(self, token: Token) -> None:
        self._heading = int(token.tag[1])

    def _close_heading(self, _: Token) -> None:
        self._heading = 0

    def _open_quote(self, _: Token) -> None:
        self._number_first_line()
        self._quotes += 1

    def _close_quote(self, _: Token) -> None:
        self._quotes -= 1

    def _code(self, token: Token) -> None:
        self._number_first_line()
        text = self._outside.restored(token.content).removesuffix("\n")
        self._add((Run(text, monospaced=True),), "code")

    def _rule(self, _: Token) -> None:
        self._add((), "rule")

    # -- tables ----------------------------------------------------------

    def _open_table(self, _: Token) -> None:
        self._number_first_line()
        self._rows = []

    def _open_row(self, _: Token) -> None:
        self._rows.append([])

    def _open_cell(self, token: Token) -> None:
        style = str(token.attrGet("style") or "")
        self._align = style.removeprefix(_ALIGNED)

    def _close_cell(self, _: Token) -> None:
        self._align = None

    def _close_table(self, _: Token) -> None:
        self.blocks.append(Table(tuple(map(tuple, self._rows)), quote=self._quotes, depth=len(self._lists)))


_HANDLERS: Mapping[str, Callable[[_Reader, Token], None]] = {
    "bullet_list_open": _Reader._open_list,
    "ordered_list_open": _Reader._open_list,
    "bullet_list_close": _Reader._close_list,
    "ordered_list_close": _Reader._close_list,
    "list_item_open": _Reader._open_item,
    "list_item_close": _Reader._close_item,
    "heading_open": _Reader._open_heading,
    "heading_close": _Reader._close_heading,
    "blockquote_open": _Reader._open_quote,
    "blockquote_close": _Reader._close_quote,
    "fence": _Reader._code,
    "code_block": _Reader._code,
    "hr": _Reader._rule,
    "table_open": _Reader._open_table,
    "tr_open": _Reader._open_row,
    "th_open": _Reader._open_cell,
    "td_open": _Reader._open_cell,
    "th_close": _Reader._close_cell,
    "td_close": _Reader._close_cell,
    "table_close": _Reader._close_table,
}
