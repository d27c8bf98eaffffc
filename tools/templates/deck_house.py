"""An empty deck of the house: theme, master, layouts, table style, and no slides.

Starts from the file that python-pptx brings along and rewrites what shows.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation as open_presentation
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.util import Emu

from tools.templates.deck_layouts import LAYOUTS, Layout, master_parts
from tools.templates.deck_look import HEIGHT, WIDTH, emu

__all__ = ["TABLE_STYLE", "house_deck", "set_fonts"]

TABLE_STYLE = "{6C1B4F2E-5A0D-4E8B-9C57-2D1F4E79A001}"
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_COLOURS = {
    "dk1": "1F2937",
    "lt1": "FFFFFF",
    "dk2": "1F4E79",
    "lt2": "F3F6FA",
    "accent1": "1F4E79",
    "accent2": "2A9D8F",
    "accent3": "E9A23B",
    "accent4": "C8553D",
    "accent5": "4C9F70",
    "accent6": "7C8DA6",
    "hlink": "1F4E79",
    "folHlink": "7C8DA6",
}
_LATIN, _EAST_ASIAN = "Calibri", "微软雅黑"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DROPPED = ("/thumbnail", "/printerSettings")


def house_deck(language: str) -> Presentation:
    """Return a deck of the house without slides, its layouts named in a language."""
    deck = open_presentation()
    deck.slide_width, deck.slide_height = Emu(emu(WIDTH)), Emu(emu(HEIGHT))
    deck.element.find("{*}sldSz").attrib.pop("type", None)
    _drop_extras(deck)
    _set_master(deck, language)
    _set_theme(deck.slide_master.part)
    _set_table_styles(deck)
    return deck


def _drop_extras(deck: Presentation) -> None:
    """Drop preview and printer settings of the file that the deck started from."""
    for relations in (deck.part.package._rels, deck.part.rels):
        for key in [k for k, relation in relations.items() if relation.reltype.endswith(_DROPPED)]:
            relations.pop(key)


def _set_master(deck: Presentation, language: str) -> None:
    master = deck.slide_master
    for layout in list(master.slide_layouts)[len(LAYOUTS) :]:
        master.slide_layouts.remove(layout)
    data, styles = master_parts(language)
    _replace(master._element, "cSld", data)
    _replace(master._element, "txStyles", styles)
    for made, layout in zip(LAYOUTS, master.slide_layouts, strict=True):
        _set_layout(layout._element, made, language)


def _set_layout(element: Any, layout: Layout, language: str) -> None:
    _replace(element, "cSld", layout.xml(language))
    for name, value in (("type", layout.kind), ("showMasterSp", "0" if layout.own_ground else "")):
        element.attrib.pop(name, None)
        if value:
            element.set(name, value)
    element.set("preserve", "1")
    if not layout.kind:
        element.set("userDrawn", "1")


def _replace(parent: Any, name: str, text: str) -> None:
    old = parent.find("{*}" + name)
    new = parse_xml(text.replace(f"<p:{name}", f"<p:{name} {_SPACES}", 1))
    parent.replace(old, new)


# the theme


def _set_theme(owner: Any) -> None:
    """Write the house's colours and fonts into the theme of a master."""
    part = owner.part_related_by("http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme")
    root = etree.fromstring(part.blob)
    root.set("name", "House")
    _set_colours(root)
    set_fonts(root)
    part._blob = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _set_colours(root: etree._Element) -> None:
    scheme = next(root.iter(_A + "clrScheme"))
    scheme.set("name", "House")
    for name, value in _COLOURS.items():
        colour = next(scheme.iter(_A + name))
        for child in list(colour):
            colour.remove(child)
        etree.SubElement(colour, _A + "srgbClr", val=value)


def set_fonts(root: etree._Element) -> None:
    """Write the house's fonts into a theme."""
    for fonts in root.iter(_A + "majorFont", _A + "minorFont"):
        for child in list(fonts):
            fonts.remove(child)
        etree.SubElement(fonts, _A + "latin", typeface=_LATIN)
        etree.SubElement(fonts, _A + "ea", typeface=_EAST_ASIAN)
        etree.SubElement(fonts, _A + "cs", typeface="")
        etree.SubElement(fonts, _A + "font", script="Hans", typeface=_EAST_ASIAN)


# the table style


def _set_table_styles(deck: Presentation) -> None:
    part = deck.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/tableStyles"
    )
    style = (
        f'<a:tblStyleLst {_SPACES} def="{TABLE_STYLE}"><a:tblStyle styleId="{TABLE_STYLE}" styleName="House">'
        f'<a:wholeTbl><a:tcTxStyle><a:fontRef idx="minor"/>{_scheme("tx1")}</a:tcTxStyle>'
        f"<a:tcStyle><a:tcBdr>{_line('top')}{_line('bottom')}{_line('insideH')}</a:tcBdr>"
        "<a:fill><a:noFill/></a:fill></a:tcStyle></a:wholeTbl>"
        f"<a:band2H><a:tcStyle><a:tcBdr/><a:fill><a:solidFill>{_scheme('bg2')}</a:solidFill></a:fill>"
        "</a:tcStyle></a:band2H>"
        f'<a:firstRow><a:tcTxStyle b="on"><a:fontRef idx="minor"/>{_scheme("bg1")}</a:tcTxStyle><a:tcStyle>'
        f"<a:tcBdr/><a:fill><a:solidFill>{_scheme('accent1')}</a:solidFill></a:fill></a:tcStyle></a:firstRow>"
        "</a:tblStyle></a:tblStyleLst>"
    )
    part._blob = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + style.encode()


def _scheme(name: str) -> str:
    return f'<a:schemeClr val="{name}"/>'


def _line(side: str) -> str:
    fill = '<a:solidFill><a:srgbClr val="D5DCE6"/></a:solidFill>'
    return f'<a:{side}><a:ln w="9525">{fill}</a:ln></a:{side}>'


def set_notes_fonts(deck: Presentation) -> None:
    """Write the house's fonts into the theme of the notes, if there are any."""
    if deck.part.notes_master_part is not None:
        _set_theme(deck.part.notes_master_part)
