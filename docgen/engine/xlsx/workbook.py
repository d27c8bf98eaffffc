"""A template workbook as read: its sheets, shared strings, date system and plain styles.

Knows no tags; what it reads it never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from docgen.engine.names import R, S, names
from docgen.engine.parts import attributes
from docgen.engine.text import escape_text
from docgen.engine.xlsx.markers import scrubbed
from docgen.errors import Problem, TemplateError
from docgen.opc import Package, parse_xml

__all__ = ["Sheet", "Workbook", "read_xml"]

_PREFIXED = re.compile(rb"<(\w+):(?:worksheet|sst|styleSheet|workbook|table|comments)\b[^>]*>")
_OWNED = (
    *("drawing", "chart", "comments", "table", "vmlDrawing", "threadedComment", "pivotTable"),
    *(
        "queryTable",
        "slicer",
        "chartUserShapes",
        "legacyDrawingHF",
        "ctrlProp",
        "chartEx",
        "tableSingleCells",
    ),
)

_EAST_ASIAN_DATES = {str(id_) for id_ in (*range(27, 37), *range(50, 59))}
"""Number formats whose code depends on the language of the program (ECMA-376 part 1, 18.8.30)."""


@dataclass(frozen=True)
class Sheet:
    """One tab: ``number`` from 1, the name as it stands in the template, its part and its relationship.

    ``is_grid`` is false for a chart sheet.
    """

    number: int
    name: str
    part: str
    relation: str
    is_grid: bool


def read_xml(package: Package, part: str) -> etree._Element:
    """Return the tree of a part; SpreadsheetML's namespace has no prefix in it, as Excel itself writes it."""
    data = package.read(part)
    found = _PREFIXED.search(data)
    if found and b"xmlns=" not in found.group():
        prefix = re.escape(found.group(1))
        data = re.sub(rb"(</?)" + prefix + rb":", rb"\1", data)
        data = data.replace(b"xmlns:" + found.group(1) + b"=", b"xmlns=", 1)
    return scrubbed(parse_xml(data, part), data)


class Workbook:
    """The parts of a workbook that the adapter has to know."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.main_part
        self.root = read_xml(package, self.part)
        self.sheets = list(self._sheets())
        if not any(sheet.is_grid for sheet in self.sheets):
            raise TemplateError(Problem("workbook-empty", "The workbook has no sheet.", part=self.part))

    def _sheets(self) -> Iterator[Sheet]:
        relations = self.package.relationships(self.part)
        for number, element in enumerate(self.root.iter(*names(S, "sheet")), 1):
            id_ = next((element.get(r + "id", "") for r in R if element.get(r + "id")), "")
            relation = relations.get(id_)
            if relation is None or relation.external or relation.target not in self.package:
                hint = "Open the file in Excel and save it again."
                raise TemplateError(Problem("workbook-broken", f"Sheet {number} has no part.", hint))
            yield Sheet(number, element.get("name", ""), relation.target, id_, relation.is_kind("worksheet"))

    @cached_property
    def sheet_names(self) -> frozenset[str]:
        """The names of the sheets as they stand in the template, in lower case."""
        return frozenset(sheet.name.casefold() for sheet in self.sheets)

    @cached_property
    def shared(self) -> Sequence[etree._Element]:
        """The shared strings, by index."""
        parts = self.package.related(self.part, "sharedStrings")
        return [e for e in read_xml(self.package, parts[0]) if e.tag in names(S, "si")] if parts else []

    def shared_text(self, index: int) -> str:
        """Return the text of a shared string, without its format."""
        if not 0 <= index < len(self.shared):
            return ""
        runs = (e for e in self.shared[index] if e.tag in names(S, "t", "r"))
        return "".join(t.text or "" for run in runs for t in run.iter(*names(S, "t")))

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether days are counted from 1904, as old workbooks of the Macintosh do."""
        found = next(self.root.iter(*names(S, "workbookPr")), None)
        return found is not None and found.get("date1904", "0") in ("1", "true", "on")

    @cached_property
    def styles_part(self) -> str:
        """The part with the styles, empty if there is none."""
        return next(iter(self.package.related(self.part, "styles")), "")

    @cached_property
    def _style_formats(self) -> list[str]:
        """The number format of each cell style."""
        if not self.styles_part:
            return []
        formats = next(read_xml(self.package, self.styles_part).iter(*names(S, "cellXfs")), None)
        found = [] if formats is None else [e for e in formats if e.tag in names(S, "xf")]
        return [xf.get("numFmtId", "0") for xf in found]

    @property
    def style_count(self) -> int:
        """How many cell styles there are."""
        return len(self._style_formats)

    @cached_property
    def general_styles(self) -> frozenset[int]:
        """The indexes of the cell styles whose number format is General."""
        return frozenset(n for n, number_format in enumerate(self._style_formats) if number_format == "0")

    @cached_property
    def date_styles(self) -> frozenset[int]:
        """The indexes of the cell styles whose number format shows a date or a time."""
        codes = dict(BUILTIN_FORMATS)
        for element in read_xml(self.package, self.styles_part).iter(*names(S, "numFmt")):
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        dates = {str(id_) for id_, code in codes.items() if is_date_format(code)} | _EAST_ASIAN_DATES
        return frozenset(n for n, number_format in enumerate(self._style_formats) if number_format in dates)

    @cached_property
    def _run_fonts(self) -> list[Mapping[str, str]]:
        """The font of each cell style as the elements of a run's format, by name."""
        if not self.styles_part:
            return []
        root = read_xml(self.package, self.styles_part)
        fonts = [_as_run(font) for holder in root.iter(*names(S, "fonts")) for font in holder]
        styles = next(root.iter(*names(S, "cellXfs")), root)
        ids = [int(xf.get("fontId", "0")) for xf in styles if xf.tag in names(S, "xf")]
        return [fonts[id_] if id_ < len(fonts) else {} for id_ in ids]

    def run_font(self, style: int) -> Mapping[str, str]:
        """Return the elements of a cell style's font, by name, as a run needs them, which inherits none."""
        return self._run_fonts[style] if style < len(self._run_fonts) else {}

    def owned(self, sheet: Sheet) -> list[str]:
        """Return the parts that belong to one sheet: drawings and their charts, tables, comments."""
        found: dict[str, None] = {}
        waiting = [sheet.part]
        while waiting:
            for relation in self.package.relationships(waiting.pop(0)).values():
                known = relation.target in found or relation.target not in self.package
                if known or relation.external or not any(map(relation.is_kind, _OWNED)):
                    continue
                found[relation.target] = None
                waiting.append(relation.target)
        return list(found)


def _as_run(font: etree._Element) -> Mapping[str, str]:
    """Return the elements of a font by name; in a run the font's name has a name of its own."""
    found: dict[str, str] = {}
    for element in font.iterchildren(etree.Element):
        name = str(etree.QName(element).localname)
        name = "rFont" if name == "name" else name
        values = "".join(f' {key}="{escape_text(value)}"' for key, value in attributes(element))
        found[name] = f"<{name}{values}/>"
    return found
