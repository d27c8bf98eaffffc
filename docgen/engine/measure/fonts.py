"""The fonts of this machine, and what they tell of widths and heights.  In ems.

Fonts are found by their names in the folders of the system, or by the names of fonts that were made with
the same widths; for others, and for Chinese ones, some font stands in, and average figures where there is
none.  The folders are read once for a process, a font when it is first asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

from docgen.engine.measure.average import BOLD, LATIN_LINE, WIDE, WIDE_LINE, character_width

__all__ = ["Face", "Type", "Widths", "face_of", "type_of", "widest"]

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FILES, _MOST_FACES = 5_000, 64
_MOST_CHARACTERS = 20_000
_EM = 1_000  # pixels of the size at which widths are read
_PLAIN, _BOLD = ("Regular", "Book", "Roman", "Normal", "Medium", ""), ("Bold",)
_TWINS = {
    "calibri": "carlito",
    "cambria": "caladea",
    "arial": "liberation sans",
    "helvetica": "liberation sans",
    "arial narrow": "liberation sans narrow",
    "times new roman": "liberation serif",
    "times": "liberation serif",
    "courier new": "liberation mono",
}
"""Fonts by others of the same widths and heights."""
_WIDE_SERIFS = ("宋体", "simsun", "新宋体", "nsimsun", "仿宋", "fangsong", "楷体", "kaiti", "mingliu", "明朝")
_WIDE_SANS = ("noto sans cjk sc", "noto sans sc", "source han sans sc", "microsoft yahei", "pingfang sc")
_WIDE_SERIF = ("noto serif cjk sc", "noto serif sc", "source han serif sc", "simsun", *_WIDE_SANS)
"""What stands in for Chinese, Japanese and Korean fonts that are not here."""


class Widths(dict[str, float]):
    """The widths of characters, each found out when it is first asked for.

    ``thickened`` is by how much those that are not wide grow where a font has no bold form.
    """

    def __init__(self, font: ImageFont.FreeTypeFont | None, thickened: float = 1.0) -> None:
        super().__init__()
        self._font, self._thickened = font, thickened

    def _bound(self) -> None:
        """Forget what is known where texts had all kinds of characters."""
        if len(self) >= _MOST_CHARACTERS:
            self.clear()

    def __missing__(self, c: str) -> float:
        self._bound()
        width = character_width(c) if self._font is None else self._font.getlength(c) / _EM
        self[c] = width = width * (1.0 if WIDE.match(c) else self._thickened)
        return width


@dataclass(frozen=True, slots=True)
class Face:
    """A font in one weight: its widths, and the height of its lines with what it asks for between them."""

    widths: Widths
    line: float


@dataclass(frozen=True, slots=True)
class Type:
    """The fonts of a text, one for wide characters and one for all others.

    ``line`` and ``wide_line`` are heights of lines as the named fonts have them, ``table_line`` and
    ``wide_table_line`` those of rows, which shall do for the fonts that stand in here as well.
    """

    widths: Widths
    line: float
    wide_line: float
    table_line: float
    wide_table_line: float


@lru_cache(maxsize=500)
def type_of(latin: str, wide: str, is_bold: bool) -> Type:
    """Return the fonts of these names."""
    own, stand_in = face_of(latin, is_bold), _wide_face(wide, is_bold)
    line = own.line if own else LATIN_LINE
    named = face_of(wide, is_bold)
    wide_line = named.line if named else WIDE_LINE
    tall = max(wide_line, stand_in.line) if stand_in else wide_line
    widths = own.widths if own else _average(latin, is_bold)
    return Type(_Both(widths, stand_in), line, max(line, wide_line), line, max(line, tall))


class _Both(Widths):
    """The widths of wide characters by one font, of all others by another."""

    def __init__(self, latin: Widths, wide: Face | None) -> None:
        super().__init__(None)
        self._latin, self._wide = latin, wide

    def __missing__(self, c: str) -> float:
        self._bound()
        if WIDE.match(c):
            self[c] = width = self._wide.widths[c] if self._wide else 1.0
        else:
            self[c] = width = self._latin[c]
        return width


class _Widest(Widths):
    """The widths of characters in the widest of some fonts."""

    def __init__(self, all_: Sequence[Widths]) -> None:
        super().__init__(None)
        self._all = all_

    def __missing__(self, c: str) -> float:
        self._bound()
        self[c] = width = max(widths[c] for widths in self._all)
        return width


def widest(types: Iterable[Type]) -> Widths:
    """Return the widths of characters in the widest of some fonts."""
    found = list({id(kind.widths): kind.widths for kind in types}.values())
    return found[0] if len(found) == 1 else _Widest(found)


def _average(name: str, is_bold: bool) -> Widths:
    """Return the widths of a font that is not here: a Chinese one's by what stands in, else average ones."""
    face = _wide_face(name, is_bold) if WIDE.search(name) else None
    return face.widths if face else Widths(None, BOLD if is_bold else 1.0)


def face_of(name: str, is_bold: bool) -> Face | None:
    """Return a font of this name, or one of the same widths; None where neither is installed."""
    name = name.strip().lower()
    for known in (name, _TWINS.get(name, "")):
        for weight in (is_bold, False):
            if (known, weight) in _index():
                return _read(*_index()[known, weight], is_bold and not weight)
    return None


@cache
def _wide_face(name: str, is_bold: bool) -> Face | None:
    """Return the font of this name, or what stands in for it, for Chinese characters."""
    is_serif = any(word in name.lower() for word in _WIDE_SERIFS)
    names = (name, *(_WIDE_SERIF if is_serif else _WIDE_SANS))
    found = (face_of(each, is_bold) for each in names if each)
    return next((face for face in found if face and face.widths["国"] > 0.9), None)


@cache
def _read(path: str, index: int, is_thickened: bool) -> Face:
    """Read the heights of a font's lines as FreeType and Windows take them (OpenType: hhea, OS/2)."""
    font = TTFont(path, fontNumber=index, lazy=True)
    em = int.from_bytes(font.reader["head"][18:20], "big")  # unitsPerEm; to read all of it warns of old dates
    header, windows = font["hhea"], font["OS/2"]
    tall = header.ascent - header.descent + max(header.lineGap, 0)
    tall = tall if tall > 0 else windows.usWinAscent + windows.usWinDescent
    font.close()
    drawn = ImageFont.truetype(path, _EM, index=index, layout_engine=ImageFont.Layout.BASIC)
    return Face(Widths(drawn, BOLD if is_thickened else 1.0), tall / em)


@cache
def _index() -> dict[tuple[str, bool], tuple[str, int]]:
    """Return file and number of each upright font by its name in small letters, and whether it is bold."""
    found: dict[tuple[str, bool], tuple[str, int]] = {}
    for count, path in enumerate(_files()):
        if count >= _MOST_FILES:
            break
        for number, (family, style) in enumerate(_names(path)):
            if style in _PLAIN or style in _BOLD:
                found.setdefault((family.lower(), style in _BOLD), (path, number))
    return found


def _files() -> Iterator[str]:
    for folder in _folders():
        for place, _, files in sorted(os.walk(folder)):
            yield from (f"{place}/{name}" for name in sorted(files) if name.lower().endswith(_SUFFIXES))


def _names(path: str) -> Iterator[tuple[str, str]]:
    """Yield family and style of the fonts in a file; one that cannot be read has none."""
    several = path.lower().endswith("c")
    for number in range(_MOST_FACES if several else 1):
        try:
            font = ImageFont.truetype(path, 10, index=number, layout_engine=ImageFont.Layout.BASIC)
            _check(path, number)
        except (OSError, TTLibError, KeyError):
            return
        family, style = font.getname()
        yield family or "", style or ""


def _check(path: str, number: int) -> None:
    """Raise for a font without the tables that heights are read from."""
    with TTFont(path, fontNumber=number, lazy=True) as font:
        for table in ("head", "hhea", "OS/2"):
            font.reader.tables[table]


def _folders() -> list[Path]:
    """Return the folders in which this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", home)
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"),
            Path(local, "Microsoft/Windows/Fonts"),
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    shared = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*shared, home / ".local/share/fonts", home / ".fonts"]
