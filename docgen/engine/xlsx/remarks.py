"""Problems of a workbook template shown in it as notes on its cells; cells and formats stay as they are.

A note has its text in the sheet's comments and its box in a VML drawing (ECMA-376
part 1, 18.7, and part 4, 14).  A note of somebody else keeps its text and gets the
problem below it; what was written here before gives way.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterable, Sequence

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.names import R, S, names
from docgen.engine.references import column_letters, column_number
from docgen.engine.remarks import AUTHOR, remark
from docgen.engine.xlsx.workbook import Sheet, Workbook
from docgen.errors import Problem
from docgen.opc import Package
from docgen.zipping import Content

__all__ = ["annotated_xlsx"]

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CELL = re.compile(r"(?:comment on )?cell (.+)!([A-Z]{1,3})(\d+)$", re.S)
_SHEET = re.compile(r'.*\bsheet "(.*)"$', re.S)
_BEHIND = names(S, "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems")
_BEHIND |= names(S, "tableParts", "extLst")
"""What follows the drawing of the notes in a sheet (CT_Worksheet)."""
_SHAPE, _ID = re.compile(r"<v:shape\s.*?</v:shape>\s*", re.S), re.compile(r'\sid="_x0000_s(\d+)"')
_AT = re.compile(r"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>")
_END = re.compile(r"</xml>\s*$")
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
    'data="{0}"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype></xml>'
)
_BOX = (
    '<v:shape id="_x0000_s{0}" type="#_x0000_t202" style="position:absolute;width:240pt;height:90pt;'
    'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox '
    'style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData '
    'ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{1}, 15, {2}, 2, {3}, 15, {4}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{5}</x:Row>"
    "<x:Column>{6}</x:Column></x:ClientData></v:shape>"
)

Cell = tuple[int, int]
"""Row and column, from 1."""


def annotated_xlsx(
    package: Package, problems: Sequence[Problem], language: str, _moment: dt.datetime | None
) -> dict[str, Content]:
    """Return the parts that change when each problem becomes a note on its cell; notes bear no date."""
    book, additions = Workbook(package), Additions(package)
    grids = [sheet for sheet in book.sheets if sheet.is_grid]
    said: dict[str, dict[Cell, list[str]]] = {sheet.part: {} for sheet in grids}
    for problem in problems if grids else ():
        sheet, cell, exact = _place(problem, grids)
        said[sheet.part].setdefault(cell, []).extend(remark(problem, language, at_tag=exact))
    changed: dict[str, Content] = {}
    for sheet in grids:
        changed.update(_Notes(package, sheet, additions).written(said[sheet.part]))
    return {**changed, **additions.finish({})}


def _place(problem: Problem, sheets: Sequence[Sheet]) -> tuple[Sheet, Cell, bool]:
    """Return sheet and cell of a problem, and whether it is its own; else the first cell of its sheet."""
    by_name = {sheet.name: sheet for sheet in sheets}
    if (found := _CELL.match(problem.place)) and found[1] in by_name:
        return by_name[found[1]], (int(found[3]), column_number(found[2])), True
    named = _SHEET.match(problem.place)
    own = next((sheet for sheet in sheets if sheet.part == problem.part), sheets[0])
    return by_name.get(named[1] if named else "", own), (1, 1), False


class _Notes:
    """The notes of one sheet: the tree of the sheet, of its comments, and the text of their drawing."""

    def __init__(self, package: Package, sheet: Sheet, additions: Additions) -> None:
        self.package, self.sheet, self.additions = package, sheet, additions
        self.root = package.xml(sheet.part)
        self.namespace = self.root.tag[: self.root.tag.index("}") + 1]
        self.part = next(iter(package.related(sheet.part, "comments")), "")
        self.comments = package.xml(self.part) if self.part else self._blank()
        self.drawing = self._drawing_part()
        self.vml = (
            package.read(self.drawing).decode("utf-8") if self.drawing else _DRAWING.format(sheet.number)
        )

    def written(self, said: dict[Cell, list[str]]) -> dict[str, Content]:
        """Return the parts that change when these lines are said at these cells."""
        if not self._drop_own() and not said:
            return {}
        listed = next(self.comments.iter(self.namespace + "commentList"))
        known = {comment.get("ref", ""): comment for comment in listed}
        for (row, column), lines in sorted(said.items()):
            reference = f"{column_letters(column)}{row}"
            if reference in known:
                self._say(known[reference], ["", f"{AUTHOR}:", *lines])
            else:
                comment = etree.SubElement(listed, self.namespace + "comment", ref=reference)
                comment.set("authorId", str(self._author()))
                self._say(comment, lines)
                self._draw(row, column, len("".join(lines)))
        return self._parts()

    def _blank(self) -> etree._Element:
        root = etree.Element(self.namespace + "comments", nsmap={None: self.namespace[1:-1]})  # type: ignore[dict-item]  # None is the namespace without prefix
        etree.SubElement(root, self.namespace + "authors")
        etree.SubElement(root, self.namespace + "commentList")
        return root

    def _drawing_part(self) -> str:
        """Return the part that the sheet names as the drawing of its notes."""
        for element in self.root.iter(self.namespace + "legacyDrawing"):
            id_ = next(
                (element.get(namespace + "id", "") for namespace in R if element.get(namespace + "id")), ""
            )
            relation = self.package.relationships(self.sheet.part).get(id_)
            if relation is not None and relation.target in self.package:
                return relation.target
        return ""

    def _author(self) -> int:
        authors = next(self.comments.iter(self.namespace + "authors"))
        known = [author.text or "" for author in authors]
        if AUTHOR not in known:
            etree.SubElement(authors, self.namespace + "author").text = AUTHOR
            return len(known)
        return known.index(AUTHOR)

    def _drop_own(self) -> bool:
        """Take out the notes, and what was added to those of others, of an earlier check."""
        authors = [author.text for author in self.comments.iter(self.namespace + "author")]
        own = str(authors.index(AUTHOR)) if AUTHOR in authors else None
        dropped = False
        for comment in list(self.comments.iter(self.namespace + "comment")):
            runs = list(comment.iter(self.namespace + "r"))
            if comment.get("authorId") == own:
                _remove(comment)
                self._erase(comment.get("ref", ""))
                dropped = True
            elif runs and _text(runs[-1]).startswith(f"\n\n{AUTHOR}:\n"):
                _remove(runs[-1])
                dropped = True
        return dropped

    def _say(self, comment: etree._Element, lines: Iterable[str]) -> None:
        text = next(comment.iterchildren(self.namespace + "text"), None)
        old = 0 if text is None else sum(1 for _ in text.iter(self.namespace + "t"))
        if text is None:
            text = etree.SubElement(comment, self.namespace + "text")
        run = etree.SubElement(etree.SubElement(text, self.namespace + "r"), self.namespace + "t")
        run.text = ("\n" if old else "") + "\n".join(lines)
        run.set(_SPACE, "preserve")

    def _draw(self, row: int, column: int, length: int) -> None:
        ids = [int(found[1]) for found in _ID.finditer(self.vml)]
        number = max(ids, default=1024 * self.sheet.number) + 1
        top = max(row - 2, 0)
        height = 4 + length // 45
        box = _BOX.format(number, column, top, column + 4, top + height, row - 1, column - 1)
        self.vml = _END.sub(lambda match: box + match.group(), self.vml)

    def _erase(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        at = (int(reference[len(letters) :] or "0") - 1, column_number(letters) - 1 if letters else -1)

        def kept(match: re.Match[str]) -> str:
            found = _AT.search(match.group())
            return "" if found and (int(found[1]), int(found[2])) == at else match.group()

        self.vml = _SHAPE.sub(kept, self.vml)

    def _parts(self) -> dict[str, Content]:
        comments, vml = _written(self.comments), self.vml.encode()
        changed: dict[str, Content] = {}
        folder = posixpath.dirname(self.package.main_part)
        if self.part:
            changed[self.part] = comments
        else:
            part = self.additions.fresh(
                posixpath.join(posixpath.dirname(self.package.main_part), "comments.xml")
            )
            self.additions.add(part, comments, _COMMENTS)
            self.additions.relate(self.sheet.part, "comments", part)
        if self.drawing:
            changed[self.drawing] = vml
        else:
            part = self.additions.fresh(posixpath.join(folder, "drawings", "vmlDrawing.vml"))
            self.additions.add(part, vml, _VML)
            self._refer(self.additions.relate(self.sheet.part, "vmlDrawing", part))
            changed[self.sheet.part] = _written(self.root)
        return changed

    def _refer(self, relation: str) -> None:
        """Name the drawing of the notes in the sheet, in the place that the schema gives it."""
        for old in list(self.root.iterchildren(self.namespace + "legacyDrawing")):
            self.root.remove(old)
        element = etree.Element(self.namespace + "legacyDrawing")
        element.set((R[0] if self.namespace == S[0] else R[1]) + "id", relation)
        following = next((child for child in self.root if child.tag in _BEHIND), None)
        if following is None:
            self.root.append(element)
        else:
            following.addprevious(element)


def _text(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iter(*names(S, "t")))


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
