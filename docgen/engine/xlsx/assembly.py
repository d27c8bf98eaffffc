"""The workbook around its sheets: tabs, names, relationships, types, and the parts of each copy."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from docgen.engine.additions import Additions, relationships_xml
from docgen.engine.names import R, S, names
from docgen.engine.references import BookLayout, FormulaTemplate, Home, Place
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.sheet_copy import SheetCopy
from docgen.engine.xlsx.slicers import gone_caches, without_caches
from docgen.engine.xlsx.workbook import Workbook
from docgen.errors import Problem
from docgen.opc import Relationship, parse_xml, relative_target, rels_name
from docgen.zipping import Content

__all__ = ["Assembly", "DefinedName", "DefinedNames", "local_sheet", "part_kind", "recalculated"]

_CALC_AFTER = (
    *("definedNames", "externalReferences", "functionGroups", "sheets", "bookViews"),
    *("workbookProtection", "workbookPr", "fileSharing", "fileVersion"),
)


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name as one document has it: its model, the position of the sheet that it belongs to, its meaning."""

    model: etree._Element
    position: int | None
    text: str

    def element(self) -> etree._Element:
        """Return the element that says so."""
        copy = deepcopy(self.model)
        copy.tail, copy.text = None, self.text
        if self.position is not None:
            copy.set("localSheetId", str(self.position - 1))
        return copy


class DefinedNames:
    """The names that a workbook gives to cells, made ready."""

    def __init__(self, book: Workbook, formulas: Formulas) -> None:
        self._templates: dict[int, FormulaTemplate] = {}
        self.elements = list(book.root.iter(*names(S, "definedName")))
        for number, element in enumerate(self.elements):
            template = formulas.compile(
                element.text or "", Home(local_sheet(element) or None), place=Place.AREAS, held=True
            )
            if template is not None and any(not isinstance(p, str) for p in template.pieces):
                self._templates[number] = template

    @property
    def moving(self) -> list[tuple[str, FormulaTemplate]]:
        """The names that refer to cells, with what they refer to."""
        return [(self.elements[n].get("name", ""), template) for n, template in self._templates.items()]

    def write(self, layout: BookLayout, warnings: list[Problem]) -> Iterator[DefinedName]:
        """Yield the names of a document; one of a single sheet comes with each copy of that."""
        for number, element in enumerate(self.elements):
            local, template = local_sheet(element), self._templates.get(number)
            positions: list[int | None] = [None]
            if local:
                positions = [at for at, sheet in enumerate(layout.sheets, 1) if sheet.number == local]
            for position in positions:
                text = element.text or ""
                if template is not None:
                    text = template.text(layout, position, warnings=warnings)
                yield DefinedName(element, position, text)


def local_sheet(element: etree._Element) -> int:
    """Return the number of the sheet to which a name belongs, or 0 for the whole workbook."""
    local = element.get("localSheetId", "")
    return int(local) + 1 if local.isdigit() else 0


def recalculated(root: etree._Element) -> None:
    """Ask the program that opens the workbook to calculate it."""
    found = next(root.iter(*names(S, "calcPr")), None)
    if found is None:
        namespace = root.tag[: root.tag.index("}") + 1]
        found = etree.Element(namespace + "calcPr")
        before = [e for e in root if e.tag in {namespace + name for name in _CALC_AFTER}]
        root.insert(root.index(before[-1]) + 1 if before else 0, found)
    found.set("fullCalcOnLoad", "1")


@dataclass
class Assembly:
    """The parts of one document around its sheets' rows."""

    book: Workbook
    additions: Additions
    changed: dict[str, Content] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    placed: dict[str, list[str]] = field(default_factory=dict)
    """The names that the template's parts have in the document, each copy's own."""
    _seen: set[str] = field(default_factory=set)
    _relations: list[tuple[SheetCopy, str]] = field(default_factory=list)
    _tables: int = 0
    _caches: dict[str, str] = field(default_factory=dict)
    """The slicers' caches that go, by part, with their names."""

    def place_copy(self, copy: SheetCopy) -> dict[str, str]:
        """Return the part names of one copy of a sheet, its own and those of what belongs to it.

        The first copy takes the template's; a further one gets parts of its own.
        """
        template = copy.template
        first = template.part not in self._seen
        self._seen.add(template.part)
        parts = [template.part, *template.parts]
        placed = {part: part if first else self.additions.fresh(part) for part in parts}
        for part, name in placed.items():
            self.placed.setdefault(part, []).append(name)
        if first:
            self._relations.append((copy, template.relation))
            return placed
        for part in parts:
            self.additions.declare(placed[part], self.book.package.content_type(part))
            self.changed[placed[part]] = self.book.package.members[part]
        for part in parts:
            self._relate_copy(copy, part, placed)
        kind = "worksheet" if template.is_grid else "chartsheet"
        self._relations.append((copy, self.additions.relate(self.book.part, kind, placed[template.part])))
        return placed

    def _relate_copy(self, copy: SheetCopy, part: str, placed: dict[str, str]) -> None:
        """Give the copy of a part relationships to the copies of what belongs to it."""
        relations = self._relations_of(copy, part)
        if not relations:
            return
        source = placed[part]
        entries = []
        for relation in relations:
            target = relation.target
            if not relation.external:
                target = relative_target(source, placed.get(relation.target, relation.target))
            entries.append((relation.id, relation.type, target, relation.external))
        self.changed[rels_name(source)] = relationships_xml(entries)

    def _relations_of(self, copy: SheetCopy, part: str) -> list[Relationship]:
        relations = list(self.book.package.relationships(part).values())
        rendered = copy.parts.get(rels_name(part))
        if rendered is None:
            return relations
        targets = {e.get("Id"): e.get("Target", "") for e in parse_xml("".join(rendered).encode())}
        return [
            Relationship(r.id, r.type, targets.get(r.id, r.target) if r.external else r.target, r.external)
            for r in relations
        ]

    def drop_missing(self) -> None:
        """Drop the sheets that did not come, with all that belongs to them."""
        package = self.book.package
        for sheet in self.book.sheets:
            if sheet.part not in self._seen:
                self._drop([sheet.part, *self.book.owned(sheet)])
        self._drop(package.related(self.book.part, "calcChain"))
        self._caches = gone_caches(self.book, self.dropped)
        self._drop(list(self._caches))

    def _drop(self, parts: Sequence[str]) -> None:
        for part in parts:
            self.dropped.add(part)
            if rels_name(part) in self.book.package:
                self.dropped.add(rels_name(part))

    def unique_table(self, root: etree._Element) -> None:
        """Give the copy of a table an id and a name of its own."""
        package = self.book.package
        if not self._tables:
            tables = [p for p in package.members if package.content_type(p).endswith("table+xml")]
            self._tables = max([int(package.xml(p).get("id", "0")) for p in tables], default=0)
        self._tables += 1
        root.set("id", str(self._tables))
        for name in ("name", "displayName"):
            if root.get(name):
                root.set(name, f"{root.get(name)}_{self._tables}")

    # -- the workbook part -----------------------------------------------

    def write_workbook(
        self,
        copies: Sequence[SheetCopy],
        defined: Sequence[DefinedName],
        memory: dict[object, Any],
        *,
        calculate: bool,
    ) -> None:
        """Write the list of sheets, the names and the request to calculate.

        Documents whose sheets and names are the same have the same one; ``memory`` holds it by these.
        """
        key = ("workbook", *((name.position, name.text) for name in defined))
        if key not in memory:
            memory[key] = _serialised(self._workbook(copies, defined, calculate))
        self.changed[self.book.part] = memory[key]
        self._write_relations()

    def _workbook(
        self, copies: Sequence[SheetCopy], defined: Sequence[DefinedName], calculate: bool
    ) -> etree._Element:
        root = deepcopy(self.book.root)
        self._write_sheets(root)
        holder = next(root.iter(*names(S, "definedNames")), None)
        if holder is not None:
            tail = holder.tail
            for element in list(holder):
                holder.remove(element)
            gone = set(self._caches.values())
            holder.extend([name.element() for name in defined if name.model.get("name") not in gone])
            holder.tail = tail
            if not len(holder):
                root.remove(holder)
        if calculate:
            recalculated(root)
        related = self.book.package.relationships(self.book.part).values()
        without_caches(root, {r.id for r in related if r.target in self._caches})
        self._write_views(root, copies)
        return root

    def _write_sheets(self, root: etree._Element) -> None:
        holder = next(root.iter(*names(S, "sheets")))
        models = list(holder)
        fresh = max(int(e.get("sheetId", "0")) for e in models)
        used: set[int] = set()
        for element in models:
            holder.remove(element)
        for copy, relation in self._relations:
            element = deepcopy(models[copy.template.number - 1])
            element.set("name", copy.name)
            if copy.template.number in used:
                fresh += 1
                element.set("sheetId", str(fresh))
            used.add(copy.template.number)
            for namespace in R:
                if namespace + "id" in element.attrib:
                    element.set(namespace + "id", relation)
            holder.append(element)

    @staticmethod
    def _write_views(root: etree._Element, copies: Sequence[SheetCopy]) -> None:
        """Let the view open at the tab where it opened in the template."""
        first = {copy.template.number: at for at, copy in reversed(list(enumerate(copies)))}
        for view in root.iter(*names(S, "workbookView")):
            for name in ("activeTab", "firstSheet"):
                if view.get(name, "0") != "0":
                    view.set(name, str(first.get(int(view.get(name, "0")) + 1, 0)))

    def _write_relations(self) -> None:
        if not self.dropped:
            return
        name = rels_name(self.book.part)
        root = parse_xml(self.book.package.read(name), name)
        relations = self.book.package.relationships(self.book.part)
        for element in list(root):
            relation = relations.get(element.get("Id", ""))
            if relation is not None and not relation.external and relation.target in self.dropped:
                root.remove(element)
        self.changed[name] = _serialised(root)

    def finish(self) -> tuple[dict[str, Content], set[str]]:
        """Return all parts that changed or are new, and the names of those that are gone."""
        plain = {n: c for n, c in self.changed.items() if n.endswith(".rels") and isinstance(c, bytes)}
        out: dict[str, Content] = dict(self.changed)
        out.update(self.additions.finish(plain, self.dropped))
        return out, self.dropped


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def part_kind(content_type: str) -> str:
    """Return what a part is by its content type: ``drawing``, ``chart``, ``table``, ``comments``, …"""
    return posixpath.basename(content_type.removesuffix("+xml")).rsplit(".", 1)[-1]
