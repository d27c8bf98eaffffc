"""Charts: their references follow the cells, and what they remember of these is written anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.names import C, names
from docgen.engine.references import BookLayout, FormulaTemplate, Home, Place
from docgen.engine.tags import has_tag
from docgen.engine.text import escape_text, plain_texts
from docgen.engine.xlsx.calculation import Unknown, Value, areas
from docgen.engine.xlsx.formulas import Formulas
from docgen.engine.xlsx.markers import marker
from docgen.engine.xlsx.series import as_stored, number_texts

__all__ = ["CHART_FORMULAS", "ChartReferences", "forget_tags"]

_C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
CHART_FORMULAS = names((*C, _C15, _CX), "f") | {_C15 + "sqref", _CX + "nf"}
"""What holds a reference of a chart."""
_CACHES = names(C, "numCache", "strCache", "multiLvlStrCache") | {_C15 + "dlblRangeCache", _CX + "lvl"}
_WRITTEN = re.compile(r"<~([gh])(\d+)>")
_KINDS = {
    "numRef": "num",
    "strRef": "str",
    "multiLvlStrRef": "levels",
    "datalabelsRange": "labels",
    "numDim": "cx-num",
    "strDim": "cx-str",
    "txData": "cx-text",
}
"""What remembers the values of a reference, by the element that holds both."""


@dataclass(frozen=True)
class _Reference:
    """One reference of a chart, and what remembers its values, whose elements have that ``prefix``."""

    template: FormulaTemplate
    kind: str
    number_format: str
    prefix: str
    levels: int


@dataclass
class ChartReferences:
    """The references of all charts to cells that can move or change, by the number in their marker."""

    formulas: Formulas
    references: list[_Reference] = field(default_factory=list)

    def open(self, root: etree._Element, home: Home, live: Collection[int]) -> bool:
        """Put markers in place of references to the sheets in ``live``; tell whether there are any."""
        found = False
        for element in list(root.iter(*CHART_FORMULAS)):
            holder = element.getparent()
            if holder is None or not element.text:
                continue
            template = self.formulas.compile(element.text, home, place=_place(element, holder))
            if template is None or template.sheets.isdisjoint(live):
                continue
            self._open_one(element, holder, template)
            found = True
        return found

    def _open_one(self, element: etree._Element, holder: etree._Element, template: FormulaTemplate) -> None:
        number = len(self.references)
        kind = "" if _local(element) in ("sqref", "nf") else _KINDS.get(_local(holder), "")
        number_format, levels = "General", 0
        for cache in [e for e in holder if kind and _is_cache(e, kind)]:
            number_format = next((e.text or "" for e in cache.iter(*names(C, "formatCode"))), "General")
            number_format = cache.get("formatCode", number_format)
            levels += max(1, len(list(cache.iterchildren(*names(C, "lvl")))))
            holder.remove(cache)
        prefix = f"{element.prefix}:" if element.prefix else ""
        if kind == "labels":
            prefix = next((f"{p}:" for p, uri in element.nsmap.items() if p and f"{{{uri}}}" in C), "c:")
        self.references.append(_Reference(template, kind, number_format, prefix, levels))
        element.text = marker(f"g{number}")
        after = element.getnext()
        behind = after if after is not None and after.tag == _CX + "nf" else element
        behind.tail = marker(f"h{number}")

    def write(
        self,
        text: str,
        layout: BookLayout,
        position: int,
        values: Callable[[str], Sequence[Value] | None],
    ) -> str:
        """Return a chart with its references in place of their markers, and caches of what they refer to.

        ``values`` gives what stands in the cells of a reference, or None if that is not known or too much.
        """

        def written(match: re.Match[str]) -> str:
            reference = self.references[int(match[2])]
            cells = reference.template.text(layout, position)
            if match[1] == "g":
                return escape_text(cells)
            found = values(cells) if reference.kind else None
            return "" if found is None else _cache(reference, found, cells)

        return _WRITTEN.sub(written, text)


def forget_tags(root: etree._Element) -> None:
    """Take tags out of what a chart remembers of its cells; where they stand in the cells, they count."""
    for cache in root.iter(*_CACHES):
        for value in cache.iter("{*}v", "{*}pt"):
            if value.text and has_tag(value.text):
                value.text = None


def _local(element: etree._Element | None) -> str:
    return "" if element is None else str(etree.QName(element).localname)


def _place(element: etree._Element, holder: etree._Element) -> Place:
    """Return what a reference may become: titles are one value, the axes of other charts one range."""
    if _local(holder) == "txData" or _local(holder.getparent()) == "tx" or _local(element) == "nf":
        return Place.VALUE
    return Place.RANGE if element.tag.startswith(_CX) else Place.AREAS


def _is_cache(element: etree._Element, kind: str) -> bool:
    return element.tag in _CACHES or (kind == "cx-text" and element.tag == _CX + "v")


def _cache(reference: _Reference, values: Sequence[Value], cells: str) -> str:
    """Return what remembers the values of a reference; None among them is a gap."""
    c, kind = reference.prefix, reference.kind
    if kind == "cx-text":
        return f"<{c}v>{_cached(values[:1] or [''], with_texts=True)[0] or ''}</{c}v>"
    if kind.startswith("cx"):
        code = f' formatCode="{escape_text(reference.number_format)}"' if kind == "cx-num" else ""
        return "".join(
            f'<{c}lvl ptCount="{len(level)}"{code}>{_cx_points(c, kind, level)}</{c}lvl>'
            for level in _levels(reference, values, cells)
        )
    if kind == "levels":
        levels = _levels(reference, values, cells)
        count = f'<{c}ptCount val="{max(map(len, levels), default=0)}"/>'
        inner = "".join(f"<{c}lvl>{_points(c, kind, level)}</{c}lvl>" for level in levels)
        return f"<{c}multiLvlStrCache>{count}{inner}</{c}multiLvlStrCache>"
    head = f"<{c}formatCode>{escape_text(reference.number_format)}</{c}formatCode>" if kind == "num" else ""
    inner = f'{head}<{c}ptCount val="{len(values)}"/>{_points(c, kind, values)}'
    if kind == "labels":
        return f'<c15:dlblRangeCache xmlns:c15="{_C15[1:-1]}">{inner}</c15:dlblRangeCache>'
    return f"<{c}{kind}Cache>{inner}</{c}{kind}Cache>"


def _points(c: str, kind: str, values: Sequence[Value]) -> str:
    texts = enumerate(_cached(values, with_texts=kind != "num"))
    return "".join(
        [f'<{c}pt idx="{at}"><{c}v>{text}</{c}v></{c}pt>' for at, text in texts if text is not None]
    )


def _cx_points(c: str, kind: str, values: Sequence[Value]) -> str:
    texts = enumerate(_cached(values, with_texts=kind != "cx-num"))
    return "".join([f'<{c}pt idx="{at}">{text}</{c}pt>' for at, text in texts if text is not None])


def _levels(reference: _Reference, values: Sequence[Value], cells: str) -> list[Sequence[Value]]:
    """Return the levels of categories, the innermost first: columns, or rows where there were so many."""
    try:
        _, _, left, _, right = areas(cells)[0]
    except (Unknown, IndexError):
        return [values]
    width = right - left + 1
    if reference.levels in (0, width) or not values:
        return [values[at::width] for at in reversed(range(width))]
    return [values[at : at + width] for at in reversed(range(0, len(values), width))]


def _cached(values: Sequence[Value], *, with_texts: bool) -> Sequence[str | None]:
    """Return how values are remembered; None for one that is not."""
    kinds = set(map(type, values))
    if kinds == {float}:
        return number_texts(values)  # type: ignore[arg-type]  # just seen
    if kinds == {str} and with_texts:
        return plain_texts(values) or [escape_text(str(value)) for value in values]
    return [
        as_stored(value)[1] if value is not None and (with_texts or not isinstance(value, str)) else None
        for value in values
    ]
