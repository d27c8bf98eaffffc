"""A tiny notation for Word files: what a test needs of one, in a line.

docx("Dear {{ cl" | "ient }}")            a paragraph; | cuts it into runs
docx([["Risk", "Owner"], ["{{ r.t }}", ""]])   a table, a list of rows
docx("body", header="…", footnote="…")
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest
from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_NAMES = f'xmlns:w="{W}" xmlns:r="{_R}"'
Block = str | Sequence[Sequence[str]]


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(text: str) -> str:
    if text.startswith("<"):
        return text
    return f"<w:p>{''.join(map(_run, text.split('¦')))}</w:p>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = (
        "".join(f"<w:tc><w:tcPr/>{''.join(map(_paragraph, c.split(chr(10))))}</w:tc>" for c in row)
        for row in rows
    )
    grid = "<w:gridCol/>" * len(rows[0])
    body = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _block(block: Block) -> str:
    return _paragraph(block) if isinstance(block, str) else _table(block)


def _word(*blocks: Block, **parts: str) -> bytes:
    """Return a Word file; ``parts`` are header, footer, footnotes, chart (XML), core (XML)."""
    body = "".join(map(_block, blocks))
    members = {"word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"}
    types = {"word/document.xml": _WORD + "document.main+xml"}
    for kind, text in parts.items():
        if kind in ("header", "footer"):
            tag = "hdr" if kind == "header" else "ftr"
            members[f"word/{kind}1.xml"] = f"<w:{tag} {_NAMES}>{_paragraph(text)}</w:{tag}>"
            types[f"word/{kind}1.xml"] = _WORD + f"{kind}+xml"
        elif kind == "footnotes":
            note = f'<w:footnote w:id="2">{_paragraph(text)}</w:footnote>'
            members["word/footnotes.xml"] = f"<w:footnotes {_NAMES}>{note}</w:footnotes>"
            types["word/footnotes.xml"] = _WORD + "footnotes+xml"
        elif kind == "chart":
            members["word/charts/chart1.xml"] = text
            types["word/charts/chart1.xml"] = (
                "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
            )
        elif kind == "core":
            members["docProps/core.xml"] = text
            types["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    return _package(members, types)


def _package(members: dict[str, str], types: dict[str, str]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    main = f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    every = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">{default}{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}">{main}</Relationships>',
        **members,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in every.items():
            archive.writestr(name, text)
    return out.getvalue()


def _texts(data: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the texts of the paragraphs of a part; breaks are newlines, tabs tabs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(part))
    signs = {f"{{{W}}}br": "\n", f"{{{W}}}tab": "\t"}
    return [
        "".join((e.text or "") if e.tag == f"{{{W}}}t" else signs.get(str(e.tag), "") for e in p.iter())
        for p in root.iter(f"{{{W}}}p")
    ]


@pytest.fixture
def docx() -> Callable[..., bytes]:
    """Build a Word file from the notation above."""
    return _word


@pytest.fixture
def texts() -> Callable[..., list[str]]:
    """Read the paragraphs of a Word file."""
    return _texts
