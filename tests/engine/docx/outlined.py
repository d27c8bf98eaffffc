"""A tiny notation for reports with headings, contents and references, and readers of what became of them.

report(toc("TOC \\\\o \\"1-2\\" \\\\h"), heading(1, "Aims"), text("See ", field("REF aims")), …)
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_NAMES = f'xmlns:w="{W}" xmlns:r="{_R}"'
_HEADING = (
    '<w:style w:type="paragraph" w:styleId="H{0}"><w:name w:val="heading {0}"/>'
    '<w:pPr><w:keepNext/>{1}<w:outlineLvl w:val="{2}"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>'
)
_ENTRY = (
    '<w:style w:type="paragraph" w:styleId="T{0}"><w:name w:val="toc {0}"/><w:basedOn w:val="N"/>'
    '<w:pPr><w:ind w:left="{1}"/></w:pPr></w:style>'
)
PLAIN = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'


def styles(numbered: bool = False, entries: bool = True) -> str:
    """Return styles: headings 1 to 3, numbered perhaps, and contents."""
    number = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    headings = "".join(_HEADING.format(n, number.format(n - 1), n - 1) for n in (1, 2, 3))
    lines = "".join(_ENTRY.format(n, 240 * (n - 1)) for n in (1, 2, 3)) if entries else ""
    return f"<w:styles {_NAMES}>{PLAIN}{headings}{lines}</w:styles>"


def numbering(*levels: tuple[str, str]) -> str:
    """Return a list of levels (format, text), such as ``("decimal", "%1.")``."""
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
        for n, (form, shown) in enumerate(levels)
    )
    abstract = f'<w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
    item = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f"<w:numbering {_NAMES}>{abstract}{item}</w:numbering>"


def run(text_: str) -> str:
    """Return a run; a tab in the text is a tab."""
    inner = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(t)}</w:t>' if t else "" for t in text_.split("\t")
    )
    return f"<w:r>{inner}</w:r>"


def _inline(pieces: tuple[str, ...]) -> str:
    return "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)


def text(*pieces: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph of texts and inline elements."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{_inline(pieces)}</w:p>"


def heading(level: int, *pieces: str, properties: str = "") -> str:
    """Return a heading."""
    return text(*pieces, style=f"H{level}", properties=properties)


def mark(kind: str) -> str:
    """Return the run that begins, parts or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(instruction: str) -> str:
    """Return a field's code."""
    return f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'


def field(instruction: str, result: str = "?") -> str:
    """Return a field with its result."""
    return mark("begin") + code(instruction) + mark("separate") + run(result) + mark("end")


def simple(instruction: str, result: str = "?") -> str:
    """Return a field that is one element."""
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{run(result)}</w:fldSimple>"


def bookmark(name: str, *pieces: str, id_: int = 7) -> str:
    """Return a bookmark around pieces."""
    return f'<w:bookmarkStart w:id="{id_}" w:name="{name}"/>{_inline(pieces)}<w:bookmarkEnd w:id="{id_}"/>'


def link(anchor: str, *pieces: str) -> str:
    """Return a link to a place in the document."""
    return f'<w:hyperlink w:anchor="{anchor}">{_inline(pieces)}</w:hyperlink>'


def toc(instruction: str, *entries: str) -> str:
    """Return contents with the entries that the template's owner sees, and the field's end behind them."""
    opening = mark("begin") + code(instruction) + mark("separate")
    first, *rest = entries or (text("Press F9"),)
    head, _, tail = first.partition("</w:pPr>")
    return f"{head}</w:pPr>{opening}{tail}{''.join(rest)}<w:p>{mark('end')}</w:p>"


def section(properties: str = "") -> str:
    """Return the end of a section."""
    return f"<w:p><w:pPr>{last_section(properties)}</w:pPr></w:p>"


def last_section(properties: str = "") -> str:
    """Return the properties of the last section; a type goes first."""
    sides = " ".join(f'w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
    page = f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar {sides} w:header="700" w:footer="700" w:gutter="0"/>'
    kind, rest = (properties, "") if properties.startswith("<w:type") else ("", properties)
    return f"<w:sectPr>{kind}{page}{rest}</w:sectPr>"


def report(*blocks: str, **parts: str) -> bytes:
    """Return a Word file; ``parts`` are styles, numbering, settings, footnotes (XML) and app (pages)."""
    body = "".join(block if block.startswith("<") else text(block) for block in blocks)
    members = {"word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"}
    types = {"word/document.xml": _WORD + "document.main+xml"}
    relations = []
    for kind, content in {"styles": styles(), **parts}.items():
        if kind == "app":
            continue
        members[f"word/{kind}.xml"] = content
        types[f"word/{kind}.xml"] = f"{_WORD}{kind}+xml"
        relations.append((kind, f"{kind}.xml"))
    root = [("officeDocument", "word/document.xml")]
    if "app" in parts:
        members["docProps/app.xml"] = parts["app"]
        types["docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        root.append(("extended-properties", "docProps/app.xml"))
    members["word/_rels/document.xml.rels"] = _relations(relations)
    members["_rels/.rels"] = _relations(root)
    return _packed(members, types)


def _relations(targets: list[tuple[str, str]]) -> str:
    made = (
        f'<Relationship Id="rId{n}" Type="{_R}/{kind}" Target="{t}"/>' for n, (kind, t) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELS}">{"".join(made)}</Relationships>'


def _packed(members: dict[str, str], types: dict[str, str]) -> bytes:
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    overrides = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in types.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}">{default}{overrides}</Types>')
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


# -- readers -------------------------------------------------------------------


def body(data: bytes) -> etree._Element:
    """Return the tree of a file's main part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def w(name: str) -> str:
    """Return a name in the namespace of Word."""
    return f"{{{W}}}{name}"


def line(paragraph: etree._Element) -> str:
    """Return the text of a paragraph, tabs included."""
    texts = (e for r in paragraph.iter(w("r")) for e in r.iterchildren(w("t"), w("tab")))
    return "".join("\t" if e.tag == w("tab") else e.text or "" for e in texts)


def places(root: etree._Element) -> dict[str, str]:
    """Return the text of the paragraph that each bookmark stands in, by the bookmark's name."""
    return {b.get(w("name"), ""): line(p) for p in root.iter(w("p")) for b in p.iter(w("bookmarkStart"))}


def value(element: etree._Element, path: str, name: str = "val") -> str | None:
    """Return an attribute of what lies on a path below an element."""
    found = element.find("/".join(map(w, path.split("/"))))
    return None if found is None else found.get(w(name))


def lines(data: bytes) -> list[str]:
    """Return the texts of all paragraphs that have any."""
    return [found for p in body(data).iter(w("p")) if (found := line(p))]


def contents(data: bytes) -> list[str]:
    """Return the entries of the contents: the paragraphs that end in the number of a page."""
    found = []
    for p in body(data).iter(w("p")):
        if any(c.text and "PAGEREF" in c.text for c in p.iter(w("instrText"))) and "\t" in line(p):
            found.append(line(p))
    return found
