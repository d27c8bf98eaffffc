"""The look of the house in Word: theme, styles, numbering and settings, written in full.

Each is a part of its own that replaces what the library's default file brings,
so that a template holds the house's styles and no other.
"""

from __future__ import annotations

from docx.document import Document
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

from tools.templates.word_palette import BLUE, FILL, INK, LATIN, MUTED, RED, RULE, TEAL, WHITE, east_asian
from tools.templates.word_parts import numbering_xml, settings_xml, theme_xml

__all__ = ["apply_house"]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def apply_house(document: Document, language: str) -> None:
    """Give a new document the theme, styles, numbering and settings of the house."""
    part = document.part
    _replace(document.styles.element, _styles(language))
    _replace(part.numbering_part.element, numbering_xml())
    _replace(document.settings.element, settings_xml(language))
    for relation in part.rels.values():
        if relation.reltype.endswith("/theme"):
            _set_blob(relation.target_part, theme_xml(language))
    for rels in (part.rels, part.package.rels):
        for key in [
            k
            for k, r in rels.items()
            if r.reltype.endswith(("/customXml", "/thumbnail", "/stylesWithEffects"))
        ]:
            del rels[key]


def _replace(root: etree._Element, xml: str) -> None:
    """Put the content of other XML in the place of an element's own."""
    for child in list(root):
        root.remove(child)
    root.extend(list(parse_xml(xml)))


def _set_blob(part: Part, xml: str) -> None:
    part._blob = xml.encode()


# -- styles ---------------------------------------------------------------


def _styles(language: str) -> str:
    line = 264 if language == "zh" else 276
    return (
        f"<w:styles {_W}>{_defaults(language)}{_LATENT}"
        f"{_paragraphs(line)}{_headings()}{_contents()}{_characters()}{_lists()}{_tables()}</w:styles>"
    )


def _defaults(language: str) -> str:
    fonts = (
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east_asian(language)}" w:cs="{LATIN}"/>'
    )
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs '
        f'w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


_LATENT = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" '
    'w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>'
)


def _paragraph(
    name: str,
    *,
    base: str = "Normal",
    following: str = "",
    ppr: str = "",
    rpr: str = "",
    quick: bool = True,
    own: bool = True,
    default: bool = False,
) -> str:
    """Return a paragraph style; its id is its name without spaces, as Word makes it."""
    id_ = style_id(name)
    flags = (' w:default="1"' if default else "") + (' w:customStyle="1"' if own else "")
    parts = [f'<w:name w:val="{name}"/>']
    parts += [] if default else [f'<w:basedOn w:val="{base}"/>']
    parts += [f'<w:next w:val="{following}"/>'] if following else []
    parts += ["<w:qFormat/>"] if quick else []
    parts += [f"<w:pPr>{ppr}</w:pPr>"] if ppr else []
    parts += [f"<w:rPr>{rpr}</w:rPr>"] if rpr else []
    return f'<w:style w:type="paragraph"{flags} w:styleId="{id_}">{"".join(parts)}</w:style>'


def style_id(name: str) -> str:
    """Return the id that Word gives to a style of this name."""
    return "".join(word[:1].upper() + word[1:] for word in name.split(" "))


def _font(
    size: float | None = None, colour: str = "", *, bold: bool | None = None, caps: bool = False
) -> str:
    """Return run properties in the order of the schema; ``size`` in points."""
    parts = "" if bold is None else ("<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>')
    parts += "<w:caps/>" if caps else ""
    parts += f'<w:color w:val="{colour}"/>' if colour else ""
    half = round((size or 0) * 2)
    return parts + (f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if size else "")


def _spacing(before: float = 0, after: float = 0, line: int | None = None) -> str:
    """Return the spacing of a paragraph; ``before`` and ``after`` in points, ``line`` in 240ths of a line."""
    rule = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{rule}/>'


def _exact(points: float) -> str:
    """Return lines of one height, whatever script they hold, without space around them."""
    return f'<w:spacing w:before="0" w:after="0" w:line="{round(points * 20)}" w:lineRule="exact"/>'


def _paragraphs(line: int) -> str:
    side = f'w:val="single" w:color="{TEAL}" w:space="8"'
    return "".join(
        [
            _paragraph("Normal", own=False, default=True, ppr=_spacing(0, 6, line)),
            _paragraph("Body Text", own=False, ppr=_spacing(0, 6, line)),
            _paragraph("Title", own=False, ppr=_spacing(6, 6), rpr=_font(30, WHITE, bold=True)),
            _paragraph("Subtitle", own=False, ppr=_spacing(0, 4), rpr=_font(15, WHITE)),
            _paragraph("Cover Line", ppr=_spacing(0, 2), rpr=_font(11, "BFD3E6")),
            _paragraph("Cover Name", ppr=_spacing(0, 0), rpr=_font(13, BLUE, bold=True)),
            _paragraph("Cover Mark", ppr=_spacing(0, 0) + '<w:jc w:val="right"/>', rpr=_font(10, MUTED)),
            _paragraph(
                "header", own=False, quick=False, ppr=_tabs(_RIGHT_TAB) + _spacing(), rpr=_font(9, MUTED)
            ),
            _paragraph(
                "footer", own=False, quick=False, ppr=_tabs(_RIGHT_TAB) + _spacing(), rpr=_font(9, MUTED)
            ),
            _paragraph("caption", own=False, ppr=_spacing(2, 8), rpr=_font(9, MUTED)),
            _paragraph("Chart", ppr=_spacing(4, 4) + '<w:jc w:val="center"/>'),
            _paragraph(
                "Lead",
                following="BodyText",
                ppr="<w:keepNext/>" + _spacing(8, 3),
                rpr=_font(11, TEAL, bold=True),
            ),
            _paragraph(
                "Callout",
                ppr=f'<w:keepLines/><w:pBdr><w:left {side} w:sz="24"/></w:pBdr>'
                + f'<w:shd w:val="clear" w:color="auto" w:fill="{FILL}"/>'
                + _spacing(0, 0, line)
                + '<w:ind w:left="227" w:right="113"/>',
            ),
            _paragraph("Table Text", ppr=_exact(13.5), rpr=_font(9)),
            _paragraph(
                "Table Heading", base="TableText", ppr="<w:keepNext/>", rpr=_font(9, WHITE, bold=True)
            ),
            _paragraph("Table Label", base="TableText", rpr=_font(9, MUTED)),
            _paragraph("Table Note", base="TableText", ppr=_exact(12), rpr=_font(8, MUTED)),
            _paragraph("Table Alarm", base="TableText", ppr=_exact(12), rpr=_font(8, RED, bold=True)),
            _paragraph("Banner Status", ppr=_spacing(2, 0), rpr=_font(15, BLUE, bold=True)),
            _paragraph("Banner Text", ppr=_spacing(0, 0, line)),
            _paragraph(
                "Table Gap",
                quick=False,
                ppr=_exact(8),
                rpr=_font(4),
            ),
            _paragraph("Card Figure", ppr="<w:keepNext/>" + _spacing(0, 1), rpr=_font(19, BLUE, bold=True)),
            _paragraph("Card Label", ppr="<w:keepNext/>" + _spacing(0, 1), rpr=_font(9, INK, bold=True)),
            _paragraph("Card Note", ppr=_spacing(0, 0), rpr=_font(8, MUTED)),
            _paragraph("Signature Line", base="TableText", ppr=_spacing(9, 0, 240), rpr=_font(10)),
            _paragraph("Template Tag", quick=False, ppr=_spacing(0, 0), rpr=_font(8, "7A8CA3")),
        ]
    )


_RIGHT_TAB = '<w:tab w:val="right" w:pos="9071"/>'


def _tabs(*tabs: str) -> str:
    return f"<w:tabs>{''.join(tabs)}</w:tabs>"


def _headings() -> str:
    def heading(level: int, size: float, colour: str, before: float, after: float) -> str:
        number = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
        return _paragraph(
            f"heading {level}",
            own=False,
            following="BodyText",
            ppr=f"<w:keepNext/><w:keepLines/>{number}{_spacing(before, after)}"
            f'<w:outlineLvl w:val="{level - 1}"/>',
            rpr=_font(size, colour, bold=True),
        )

    plain = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    return (
        heading(1, 16, BLUE, 18, 7)
        + heading(2, 12.5, BLUE, 12, 5)
        + heading(3, 11, TEAL, 8, 4)
        + _paragraph(
            "Heading Unnumbered",
            base="Heading1",
            following="BodyText",
            ppr=f'{plain}<w:ind w:left="0" w:firstLine="0"/><w:outlineLvl w:val="0"/>',
        )
    )


def _contents() -> str:
    def level(number: int, indent: int, before: float, rpr: str) -> str:
        tabs = _tabs(
            f'<w:tab w:val="left" w:pos="{indent + 480 + 120 * number}"/>',
            '<w:tab w:val="right" w:leader="dot" w:pos="9071"/>',
        )
        ppr = tabs + _spacing(before, 2) + f'<w:ind w:left="{indent}"/>'
        return _paragraph(f"toc {number}", own=False, quick=False, ppr=ppr, rpr=rpr)

    title = _paragraph(
        "TOC Heading",
        own=False,
        following="BodyText",
        ppr="<w:keepNext/><w:pageBreakBefore/>" + _spacing(0, 10),
        rpr=_font(16, BLUE, bold=True),
    )
    return title + level(1, 0, 6, _font(10.5, bold=True)) + level(2, 480, 1, _font(10))


def _characters() -> str:
    def character(name: str, rpr: str, *, own: bool = False) -> str:
        flag = ' w:customStyle="1"' if own else ""
        return (
            f'<w:style w:type="character"{flag} w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{rpr}</w:rPr></w:style>'
        )

    default = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>'
    )
    return (
        default
        + character("Strong", _font(bold=True))
        + character("Hyperlink", "")
        + character("Alarm", _font(colour=RED, bold=True), own=True)
        + character("Muted", _font(colour=MUTED), own=True)
    )


def _lists() -> str:
    def item(name: str, number: int) -> str:
        numbered = f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'
        ppr = f'{numbered}{_spacing(0, 3, 264)}<w:contextualSpacing w:val="0"/>'
        return _paragraph(name, own=False, ppr=ppr)

    none = '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
    return none + item("List Bullet", 2) + item("List Number", 3)


def _tables() -> str:
    normal = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
    return (
        normal
        + _table("Docgen Table", _rules(), _BANDS)
        + _table("Docgen Facts", _rules(), "")
        + _table("Docgen Layout", "", "")
    )


def _rules() -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    return f"<w:tblBorders><w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"


def _table(name: str, borders: str, bands: str) -> str:
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 57), ("left", 85), ("bottom", 57), ("right", 85))
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblStyleRowBandSize w:val="1"/>{borders}'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>{bands}</w:style>"
    )


_BANDS = (
    f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{WHITE}"/></w:rPr>'
    f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{BLUE}"/></w:tcPr></w:tblStylePr>'
    f'<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr>'
    f'<w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" '
    f'w:color="{BLUE}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    f'<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear" w:color="auto" '
    f'w:fill="{FILL}"/></w:tcPr></w:tblStylePr>'
)
