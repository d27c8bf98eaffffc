"""Which parts of a Word file hold texts of the document: by their type, or by how they are related.

Settings hold document variables.  What is not named here no template reads or changes:
styles, building blocks, documents inside the document, unknown parts.
"""

from __future__ import annotations

import posixpath
import re

from docgen.opc import Package

__all__ = ["stories"]

_TYPES = re.compile(
    r"wordprocessingml\.(document\.main|template\.main|header|footer|footnotes|endnotes|comments|settings)\+xml$"
    r"|ms-word\.(document|template)\.macroEnabled\w*\.main\+xml$"
    r"|drawingml\.(chart|chartshapes|diagramData)\+xml$|ms-office\.(chartex|drawingml\.diagramDrawing)\+xml$"
    r"|(core|extended|custom)-properties\+xml$|package\.relationships\+xml$"
)
_RELATIONS = (
    "header",
    "footer",
    "footnotes",
    "endnotes",
    "comments",
    "chart",
    "chartEx",
    "chartUserShapes",
    "diagramData",
    "diagramDrawing",
    "core-properties",
    "extended-properties",
    "custom-properties",
)


def stories(package: Package) -> list[str]:
    """Return the parts that may hold tags, relationships (for addresses) among them, in the file's order."""
    related = _related(package, "") | {package.main_part}
    related |= {name for part in sorted(related) for name in _related(package, part)}
    closed = _building_blocks(package)
    return [
        part
        for part in package.members
        if (part in related or _is_typed(package, part)) and not part.startswith(closed)
    ]


def _related(package: Package, part: str) -> set[str]:
    return {name for kind in _RELATIONS for name in package.related(part, kind)}


def _is_typed(package: Package, part: str) -> bool:
    """Tell whether a part's type names a text; the main type may be the default of every XML part."""
    if part.endswith(".rels"):
        return True
    kind = package.content_type(part)
    if kind == package.content_type(package.main_part) and part != package.main_part:
        return False
    return _TYPES.search(kind) is not None


def _building_blocks(package: Package) -> tuple[str, ...]:
    """Return the folders of the glossary document, whose texts wait for being inserted by hand."""
    found = package.related(package.main_part, "glossaryDocument")
    return tuple(posixpath.dirname(part) + "/" for part in found if "/" in part)
