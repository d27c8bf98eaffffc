"""What a text on a slide looks like where it does not say so itself.

Each level of a shape's paragraphs inherits, from the deck's usual text on: the master's style for titles,
bodies or others, the placeholders of master and layout, the shape's own list style (ECMA-376 Part 1,
21.1.2.4 and 19.3.1.52).  Sizes are in points.  Runs once for a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from docgen.engine.names import A, P, names
from docgen.engine.pptx.deck import Deck
from docgen.engine.pptx.frames import above

__all__ = ["EMU", "Level", "Looks", "changed", "number"]

Element = etree._Element
EMU = 12_700
"""Lengths of DrawingML in a point."""
LEVELS = 9
_MOST = 1e12
_SMALLEST = 1.0  # point
_SPACES = {"lnSpc": "line", "spcBef": "before", "spcAft": "after"}
_BULLETS = {"buChar": True, "buAutoNum": True, "buBlip": True, "buNone": False}
_FONTS = {"latin": "latin", "ea": "wide"}
_STYLES = {"title": "titleStyle", "ctrTitle": "titleStyle"} | dict.fromkeys(
    ("", "body", "subTitle", "obj"), "bodyStyle"
)


@dataclass(frozen=True, slots=True)
class Level:
    """The look of paragraphs on one level.

    ``line``, ``before`` and ``after`` are factors of a line if positive, and points if negative.
    """

    size: float = 18.0
    bold: bool = False
    latin: str = "+mn-lt"
    wide: str = "+mn-ea"
    spacing: float = 0.0
    left: float = 0.0
    right: float = 0.0
    indent: float = 0.0
    line: float = 1.0
    before: float = 0.0
    after: float = 0.0
    bullet: bool = False
    align: str = "l"


def number(text: str | None, otherwise: float) -> float:
    """Return a written number, or another where there is none that a length or a size may have."""
    try:
        value = float(text.rstrip("%")) * (1000 if text.endswith("%") else 1) if text else otherwise
    except ValueError:
        return otherwise
    return value if abs(value) < _MOST else otherwise


def changed(level: Level, properties: Element | None) -> Level:
    """Return a level with what the properties of a level, a paragraph or a run say otherwise."""
    changes = {} if properties is None else dict(_changes(properties))
    return replace(level, **changes) if changes else level  # type: ignore[arg-type]  # by the fields' names


def _changes(properties: Element) -> Iterator[tuple[str, float | bool | str]]:
    for name, field in (("marL", "left"), ("marR", "right"), ("indent", "indent")):
        if name in properties.attrib:
            yield field, number(properties.get(name), 0.0) / EMU
    for name, field in (("sz", "size"), ("spc", "spacing")):
        if name in properties.attrib:
            value = number(properties.get(name), 1800.0) / 100
            yield field, max(value, _SMALLEST) if field == "size" else value
    if "algn" in properties.attrib:
        yield "align", properties.get("algn", "l")
    if "b" in properties.attrib:
        yield "bold", properties.get("b") in ("1", "true")
    for child in properties.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name in _SPACES:
            yield from ((_SPACES[name], value) for value in _space(child))
        elif name in _BULLETS:
            yield "bullet", _BULLETS[name]
        elif name in _FONTS and child.get("typeface"):
            yield _FONTS[name], child.get("typeface", "")
        elif name == "defRPr" and not properties.tag.endswith("}pPr"):  # PowerPoint passes over a paragraph's
            yield from _changes(child)


def _space(element: Element) -> Iterator[float]:
    for child in element.iterchildren(etree.Element):
        value = max(number(child.get("val"), 0.0), 0.0)
        yield value / 100_000 if etree.QName(child).localname == "spcPct" else -value / 100


class Looks:
    """The looks of a deck's texts; those of equal placeholders are worked out once."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self._fonts: dict[str, dict[str, str]] = {}
        self._known: dict[tuple[str, tuple[str | None, ...]], tuple[Level, ...]] = {}
        usual = next(deck.package.xml(deck.part).iter(*names(P, "defaultTextStyle")), None)
        self._usual = _styled((Level(),) * LEVELS, usual)

    def of_shape(self, part: str, shape: Element) -> tuple[Level, ...]:
        """Return the levels of a shape of a slide."""
        place = next(shape.iter(*names(P, "ph")), None)
        kind = () if place is None else (place.get("type"), place.get("idx"))
        if (part, kind) not in self._known:
            self._known[part, kind] = self._inherited(part, place)
        own = _list_style(shape)
        levels = self._known[part, kind]
        return levels if own is None or not len(own) else self._named(part, _styled(levels, own))

    def _inherited(self, part: str, place: Element | None) -> tuple[Level, ...]:
        levels = self._usual
        if place is not None:
            holders = list(above(self.deck, part, place))
            kind = next((k for p in [place, *holders] if (k := p.get("type", ""))), "")
            levels = _styled(levels, self._style(part, _STYLES.get(kind, "otherStyle")))
            for holder in reversed(holders):
                levels = _styled(levels, _list_style(_shape_of(holder)))
        return self._named(part, levels)

    def of_table(self, part: str) -> tuple[Level, ...]:
        """Return the levels of a table's cells."""
        return self._named(part, self._usual)

    def _named(self, part: str, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        fonts = self.fonts(part)
        return tuple(
            replace(level, latin=fonts.get(level.latin, level.latin), wide=fonts.get(level.wide, level.wide))
            for level in levels
        )

    def _style(self, part: str, name: str) -> Element | None:
        master = self._master(part)
        return next(self.deck.package.xml(master).iter(*names(P, name)), None) if master else None

    def _master(self, part: str) -> str:
        for kind in ("slideLayout", "slideMaster"):
            part = next((link.target for link in self.deck.links.get(part, ()) if link.kind == kind), "")
        return part

    def fonts(self, part: str) -> dict[str, str]:
        """Return the fonts of the theme that a slide shows, by the names that texts call them."""
        master = self._master(part)
        if master not in self._fonts:
            links = self.deck.links.get(master, ())
            theme = next((link.target for link in links if link.kind == "theme" and link.target), "")
            self._fonts[master] = _theme_fonts(self.deck.package.xml(theme)) if theme else {}
        return self._fonts[master]


def _styled(levels: tuple[Level, ...], style: Element | None) -> tuple[Level, ...]:
    """Return levels with what a list style says otherwise."""
    if style is None or not len(style):
        return levels
    said = {etree.QName(child).localname: child for child in style.iterchildren(etree.Element)}
    common = said.get("defPPr")
    return tuple(
        changed(changed(level, common), said.get(f"lvl{at}pPr")) for at, level in enumerate(levels, 1)
    )


def _list_style(shape: Element) -> Element | None:
    return next(shape.iter(*names(A, "lstStyle")), None)


def _shape_of(placeholder: Element) -> Element:
    return next(e for e in placeholder.iterancestors() if e.tag in names(P, "sp", "pic", "graphicFrame"))


def _theme_fonts(theme: Element) -> dict[str, str]:
    found = {}
    for short, name in (("mj", "majorFont"), ("mn", "minorFont")):
        fonts = next(theme.iter(*names(A, name)), None)
        if fonts is None:
            continue
        said = {
            child.get("script") or etree.QName(child).localname: child.get("typeface", "")
            for child in fonts.iterchildren(etree.Element)
        }
        found[f"+{short}-lt"] = said.get("latin", "")
        found[f"+{short}-ea"] = said.get("ea", "") or said.get("Hans", "")
    return found
