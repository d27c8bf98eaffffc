"""Excel: what SpreadsheetML asks for beyond the common way of a template.

A cell that holds one tag takes the type of its value; where rows, columns or sheets repeat or vanish,
everything that refers to them follows.  The way of a template: *read* (``workbook``, ``sheet``),
*lift and find what repeats* (``axes``), *bring into the stream* (``draft``, ``cells``).  The
way of a document: run the stream, *number its rows* (``output``, ``sheet_copy``), *finish* (``finish``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from docgen.engine.build import Findings, build_program, report
from docgen.engine.limits import Limits
from docgen.engine.names import DRAWING, SHEET, S, names
from docgen.engine.parts import DECLARATION, join_leaves, text_kind
from docgen.engine.program import Program
from docgen.engine.references import Placement
from docgen.engine.rendering import Rendering
from docgen.engine.source import is_element
from docgen.engine.tags import has_tag
from docgen.engine.text import clean
from docgen.engine.xlsx.draft import Draft
from docgen.engine.xlsx.finish import Finish, Plan
from docgen.engine.xlsx.hanging import unused_files
from docgen.engine.xlsx.markers import SheetSource
from docgen.engine.xlsx.output import Output
from docgen.engine.xlsx.styles import BookState
from docgen.engine.xlsx.values import make_cell_text, sheet_filters
from docgen.engine.xlsx.workbook import Workbook, read_xml
from docgen.errors import TemplateError
from docgen.opc import Package
from docgen.zipping import Content, deflated

__all__ = ["prepare"]

_PROPERTIES = "docProps/"
_TITLES = ("HeadingPairs", "TitlesOfParts")


class _Properties:
    """A part that belongs to no sheet and holds tags: the document's properties."""

    def __init__(self, part: str, program: Program) -> None:
        self.part, self.program = part, program

    def render(self, context: Mapping[str, Any], rendering: Rendering) -> bytes:
        return DECLARATION + clean("".join(self.program.run(context, rendering)))[0]


class PreparedXlsx:
    """A workbook template: one stream for its sheets, and one for each part of properties."""

    def __init__(
        self,
        plan: Plan | None,
        program: Program | None,
        parts: list[str],
        properties: list[_Properties],
        constant: Mapping[str, Content],
    ) -> None:
        self.plan, self.program, self.parts = plan, program, parts
        self.properties, self.constant = properties, constant
        self.programs = [p for p in (program, *(one.program for one in properties)) if p is not None]

    def render(
        self, context: Mapping[str, Any], rendering: Rendering
    ) -> tuple[Mapping[str, Content], set[str]]:
        """Run every stream; see :class:`docgen.engine.compiled.Prepared`."""
        changed: dict[str, Content] = dict(self.constant)
        dropped: set[str] = set()
        if self.plan is not None and self.program is not None:
            state = BookState(self.plan.book, rendering, self.plan.kept)
            rendering.state = state
            order = Placement(self.plan.plan.order)
            plan = self.plan
            output = Output(
                dict(plan.sheets),
                self.parts,
                order,
                plan.formulas,
                state.kept,
                rendering.budget,
                state.pictures,
            )
            output.read(self.program.pieces(context, rendering))
            found, dropped = Finish(self.plan, output.copies, order, state, rendering).parts()
            changed.update(found)
        for one in self.properties:
            changed[one.part] = one.render(context, rendering)
        return changed, dropped


def prepare(package: Package, *, dialect: str, file: str, limits: Limits, problems: Findings) -> PreparedXlsx:
    """Make the streams of a workbook template; every mistake is added to ``problems``."""
    book = Workbook(package)
    properties = _properties(package, dialect, file, problems)
    if not _may_have_tags(book):
        for sheet in book.sheets:
            package.xml(sheet.part)  # what is no sound XML is refused, although nothing of it changes
        return PreparedXlsx(None, None, [], properties, {})
    source = SheetSource(dialect=dialect)
    try:
        return _sheets(book, source, properties, file, problems)
    except TemplateError as error:
        problems.sources.append(source)
        problems.suspects += source.suspects
        report(source, [*source.problems, *error.problems], file=file, problems=problems)
        return PreparedXlsx(None, None, [], properties, {})


def _sheets(
    book: Workbook, source: SheetSource, properties: list[_Properties], file: str, problems: Findings
) -> PreparedXlsx:
    """Make the stream of the sheets; raises TemplateError for what no stream can be made of."""
    draft = Draft(book, source)
    problems.suspects += source.suspects
    if not draft.is_live and not source.problems:
        return PreparedXlsx(None, None, [], properties, {})
    draft.write()
    items, parts = draft.items()
    program = build_program(source, items, SHEET, _make_text, sheet_filters, file=file, problems=problems)
    plan = Plan(
        book,
        draft.plan,
        draft.templates(),
        draft.formulas,
        draft.charts,
        draft.frames(),
        draft.overlays,
        draft.boxes,
        draft.pivots,
        draft.names,
        draft.still(),
        draft.tables,
        draft.kept,
        draft.objects,
        draft.replaced,
        unused_files(book.package, draft.replaced),
        draft.has_formulas,
    )
    return PreparedXlsx(plan, program, parts, properties, _constant(book, draft))


def _make_text(language: str, dialect: str) -> Callable[..., str]:
    return make_cell_text(language, dialect)


def _may_have_tags(book: Workbook) -> bool:
    """Tell whether any part that can stand in the stream holds a brace."""
    package = book.package
    parts = {book.part, *package.related(book.part, "sharedStrings")}
    for sheet in book.sheets:
        parts.update((sheet.part, *book.owned(sheet)))
    return any(
        any(mark in package.read(part) for mark in (b"{", b"%7B", b"%7b", "｛".encode()))
        for name in sorted(parts)
        for part in (name, f"{name.rpartition('/')[0]}/_rels/{name.rpartition('/')[2]}.rels")
        if part in package
    )


def _constant(book: Workbook, draft: Draft) -> dict[str, Content]:
    """Return what changes in the same way for every document.

    Shared strings with tags, which no cell uses any more, become blank; where sheets repeat, the list of
    sheets among the properties, which no program reads, goes.
    """
    package, found = book.package, dict[str, Content]()
    for part in package.related(book.part, "sharedStrings"):
        if any(map(_is_tagged, book.shared)):
            root = read_xml(package, part)
            for string in [e for e in root if e.tag in names(S, "si") and _is_tagged(e)]:
                for child in list(string):
                    string.remove(child)
                etree.SubElement(string, root.tag[: root.tag.index("}") + 1] + "t")
            found[part] = deflated(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    for part in [] if draft.plan.order.still else package.related("", "extended-properties"):
        root = _without_titles(read_xml(package, part))
        found[part] = deflated(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return found


def _is_tagged(string: etree._Element) -> bool:
    return has_tag("".join(t.text or "" for t in string.iter(*names(S, "t"))))


def _without_titles(root: etree._Element) -> etree._Element:
    for title in [e for e in root if is_element(e) and etree.QName(e).localname in _TITLES]:
        root.remove(title)
    return root


def _properties(package: Package, dialect: str, file: str, problems: Findings) -> list[_Properties]:
    """Return the properties that hold tags."""
    found = []
    for part in package.members:
        if not part.startswith(_PROPERTIES) or not text_kind(package, part):
            continue
        if b"{" not in package.read(part):
            continue
        root = _without_titles(read_xml(package, part))
        source = SheetSource(dialect=dialect)
        join_leaves(root, source, DRAWING, part, _PropertyPlaces())
        if not source.touched and not source.problems:
            continue
        program = build_program(
            source, [root], DRAWING, _make_text, sheet_filters, file=file, problems=problems
        )
        if program is not None:
            found.append(_Properties(part, program))
    return found


class _PropertyPlaces:
    """Names a property as its place."""

    def of(self, element: etree._Element) -> str:
        """Return the place of an element."""
        return f"property {etree.QName(element).localname}"
