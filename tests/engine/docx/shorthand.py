"""A shorthand for pieces of WordprocessingML, so that a test's case fits into a line."""

from __future__ import annotations

__all__ = ["cell", "control", "field", "p", "r", "row", "table"]


def r(text: str) -> str:
    """A run."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(*content: str) -> str:
    """A paragraph; text without an angle bracket becomes a run."""
    inside = "".join(c if "<" in c else r(c) for c in content)
    return f"<w:p>{inside}</w:p>" if inside else "<w:p/>"


def cell(*content: str) -> str:
    """A table cell; text without an angle bracket becomes a paragraph."""
    return f"<w:tc><w:tcPr/>{''.join(c if '<' in c else p(c) for c in content)}</w:tc>"


def row(*cells: str) -> str:
    """A table row; text without an angle bracket becomes a cell."""
    return f"<w:tr>{''.join(c if '<' in c else cell(c) for c in cells)}</w:tr>"


def table(*rows: str) -> str:
    """A table of one column."""
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"


def control(content: str, properties: str = "") -> str:
    """A content control."""
    head = f"<w:sdtPr>{properties}</w:sdtPr>" if properties else "<w:sdtPr/>"
    return f"<w:sdt>{head}<w:sdtContent>{content}</w:sdtContent></w:sdt>"


def field(code: str, result: str) -> str:
    """A complex field with the result that was shown last."""
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return (
        f"{sign('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{sign('separate')}{result}{sign('end')}"
    )
