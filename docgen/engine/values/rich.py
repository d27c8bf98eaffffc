"""Text with formatting, and whole paragraphs, tables and documents, as plain data.

They know no document: a style is a name, a link an address, a size a number of
points or centimetres.  Their text as ``str`` is what stands where formatting is
not possible: in an attribute, a cell of a sheet, a chart's title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docgen.engine.values.images import Image, image_value
from docgen.engine.values.plain import is_list, shown
from docgen.errors import Problem, RenderError, did_you_mean

__all__ = [
    "Blocks",
    "Cell",
    "Inline",
    "ListItem",
    "Paragraph",
    "Rich",
    "RichText",
    "Run",
    "Subdocument",
    "Table",
    "inlines",
    "rich_text_value",
]

UNDERLINES = ("single", "double", "thick", "dotted", "dash", "dotDash", "dotDotDash", "wave", "none")
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")
_EAST_ASIAN = re.compile(
    r".*[\u3040-\u9fff\uac00-\ud7af]|(n?sim|kai|fang|dengxian|st(song|kai|xi|fang|hei|zhong)"
    r"|microsoft (yahei|jheng)|p?mingliu|dfkai|heiti|songti|ping ?fang|hiragino|ms (p?mincho|p?gothic|ui)"
    r"|yu (mincho|gothic)|meiryo|malgun|batang|gulim|dotum|gungsuh|wenquan|unifont"
    r"|(noto|source) (sans|serif|han).*(cjk|sc|tc|jp|kr|han))",
    re.I | re.S,
)
"""The names of fonts that have East Asian characters; other fonts leave those of the template in place."""
_SHAPE = 'Give {"rich": [{"text": "...", "bold": true}, ...]}.'


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one format; None or an empty text means: as its surroundings.

    In the text ``\\n`` is a line break, ``\\t`` a tab, ``\\a`` the end of a
    paragraph and ``\\f`` a page break.  Colours are six hexadecimal digits,
    ``size`` is in points, ``style`` names a character style (an empty one: no
    format but the run's own), ``link`` is an address or ``#`` and a bookmark.  ``monospaced``
    is text of a program, which looks as the document writes such.
    """

    text: str
    bold: bool | None = None
    italic: bool | None = None
    underline: str = ""
    strike: bool | None = None
    colour: str = ""
    highlight: str = ""
    size: float | None = None
    font: str = ""
    font_east_asia: str = ""
    style: str | None = None
    superscript: bool = False
    subscript: bool = False
    rtl: bool | None = None
    lang: str = ""
    link: str = ""
    monospaced: bool = False

    def __str__(self) -> str:
        return self.text


Inline = Run | Image


@dataclass(frozen=True, slots=True)
class RichText:
    """Runs and pictures that stand amid the text of a paragraph.

    ``warnings`` tell what was left out when it was read.
    """

    runs: tuple[Inline, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        return "".join(map(str, self.runs))


@dataclass(frozen=True, slots=True)
class ListItem:
    """The place of a paragraph in a list of a ``kind``, ``bullet`` or ``number``.

    ``depth`` is how deep the list is nested, from 0.  Paragraphs with the same
    ``list`` belong to one list, which begins at ``start``; a ``continued`` one
    belongs to the item above it and has no number.
    """

    kind: str
    depth: int = 0
    list: int = 0
    start: int = 1
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its content, what it is, and the name of its style.

    Without a style it looks like the paragraph in which the tag stood; an empty
    name means the document's default.  ``kind`` is ``heading`` (of a ``level`` from
    1), ``code``, ``rule`` or empty; each looks as the document writes such.  ``quote``
    is how deep it stands in quotations, ``item`` its place in a list.  ``align`` is
    ``left``, ``center``, ``right`` or ``both``.
    """

    runs: tuple[Inline, ...] = ()
    style: str | None = None
    align: str = ""
    kind: str = ""
    level: int = 0
    quote: int = 0
    item: ListItem | None = None

    def __str__(self) -> str:
        return "".join(map(str, self.runs))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs."""

    blocks: tuple[Paragraph, ...] = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self.blocks))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of rows with equally many cells; the first ``header`` rows repeat on each page.

    ``quote`` is how deep it stands in quotations, ``depth`` in how many lists.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header: int = 1
    style: str = ""
    quote: int = 0
    depth: int = 0

    def __str__(self) -> str:
        return "\n".join("\t".join(map(str, row)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Paragraphs, tables and pictures that stand one below the other.

    ``heading`` is the level that the highest heading among them gets; None puts it
    below the heading under which the tag stands.  ``inline`` lets its first paragraph
    stand for it amid other text.  ``warnings`` tell what was left out when it was read.
    """

    items: tuple[Paragraph | Table | Image, ...] = ()
    heading: int | None = None
    inline: bool = False
    warnings: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        return "\n".join(f"{sign}{block}" for sign, block in self.lines())

    def lines(self) -> Iterator[tuple[str, Paragraph | Table | Image]]:
        """Yield each block with what stands before it as plain text: the sign or number of a list."""
        counts: dict[int, int] = {}
        return ((_sign(item, counts), item) for item in self.items)


def _sign(block: Paragraph | Table | Image, counts: dict[int, int]) -> str:
    """Return what stands before a block; ``counts`` are the numbers that each list has come to."""
    item = block.item if isinstance(block, Paragraph) else None
    if item is None:
        return ""
    if not item.continued:
        counts[item.list] = counts.get(item.list, item.start - 1) + 1
    sign = "• " if item.kind == "bullet" else f"{counts.get(item.list, item.start)}. "
    return "  " * item.depth + (" " * len(sign) if item.continued else sign)


@dataclass(frozen=True, slots=True)
class Subdocument:
    """A whole Word file, whose content is put where the tag stands."""

    data: bytes

    def __str__(self) -> str:
        return ""


Rich = RichText | Paragraph | Table | Blocks | Image | Subdocument


def inlines(items: object) -> tuple[Inline, ...]:
    """Return the runs and pictures of a list of texts, runs and objects that describe them."""
    if isinstance(items, (str, Mapping)):
        items = [items]
    if not is_list(items):
        raise RenderError(Problem("rich-text", f"{shown(items)} is not a list of runs.", _SHAPE))
    problems: list[Problem] = []
    found = [run for at, item in enumerate(items, 1) for run in _inline(item, f"Run {at}", problems)]
    if problems:
        raise RenderError(problems)
    return tuple(found)


def rich_text_value(value: Mapping[Any, Any]) -> RichText:
    """Return the text that ``{"rich": [{"text", "bold", "link", …}, …]}`` describes; raises RenderError."""
    if other := [key for key in value if key != "rich"]:
        problem = Problem("rich-text", f"An object with rich cannot have {str(other[0])[:40]} too.", _SHAPE)
        raise RenderError(problem)
    return RichText(inlines(value["rich"]))


def _inline(item: object, what: str, problems: list[Problem]) -> Iterable[Inline]:
    """Yield the run or picture that one item of a list describes; what is wrong goes to ``problems``."""
    if isinstance(item, (Run, Image)):
        yield item
    elif isinstance(item, str):
        yield Run(item)
    elif isinstance(item, Mapping) and "image" in item:
        yield image_value(item)
    elif isinstance(item, Mapping):
        yield from _run(item, what, problems)
    else:
        problems.append(Problem("rich-text", f"{what} is {shown(item)}, not text.", _SHAPE))


def _run(item: Mapping[Any, Any], what: str, problems: list[Problem]) -> Iterator[Run]:
    values: dict[str, Any] = {"text": ""}
    before = len(problems)
    for key, value in item.items():
        if key not in _READERS:
            hint = did_you_mean(str(key), _READERS)
            problems.append(Problem("rich-text", f"{what} has a field {str(key)[:40]}.", hint))
        elif value is not None:
            values[key] = _checked(key, value, what, problems)
    if len(problems) == before:
        font = values.get("font", "")
        values.setdefault("font_east_asia", font if _EAST_ASIAN.match(font) else "")
        yield Run(**values)


def _checked(key: str, value: object, what: str, problems: list[Problem]) -> Any:
    """Return one property of a run in the form that :class:`Run` has it."""
    read, wanted = _READERS[key]
    result = read(value)
    if result is None:
        problems.append(Problem("rich-text", f"{what}: {key} is {shown(value)}, not {wanted}."))
    return result


def _text(value: object) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= 2_000 else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _colour(value: object) -> str | None:
    found = _COLOUR.fullmatch(value) if isinstance(value, str) else None
    return found.group(1).upper() if found else None


def _underline(value: object) -> str | None:
    if isinstance(value, bool):
        return "single" if value else "none"
    return value if isinstance(value, str) and value in UNDERLINES else None


def _size(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 1 <= value <= 1638 else None


_FLAG = (_flag, "true or false")
_HEX = (_colour, "six hexadecimal digits such as C00000")
_NAME = (_name, "a text")
_READERS: Mapping[str, tuple[Callable[[object], Any], str]] = {
    "text": (_text, "a text"),
    "bold": _FLAG,
    "italic": _FLAG,
    "underline": (_underline, f"true, false or one of {', '.join(UNDERLINES)}"),
    "strike": _FLAG,
    "colour": _HEX,
    "highlight": _HEX,
    "size": (_size, "a number of points from 1 to 1638"),
    "font": _NAME,
    "font_east_asia": _NAME,
    "style": _NAME,
    "superscript": _FLAG,
    "subscript": _FLAG,
    "rtl": _FLAG,
    "lang": _NAME,
    "link": _NAME,
    "monospaced": _FLAG,
}
