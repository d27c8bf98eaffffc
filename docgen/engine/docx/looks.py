"""What a template offers to the values that are placed in it: styles, lists, the width of its text.

Read when a document first needs it; templates without such values never pay.
"""

from __future__ import annotations

from functools import cached_property

from lxml import etree

from docgen.engine.docx.numbering import Numbering
from docgen.engine.docx.styles import Styles, read_styles
from docgen.engine.docx.surroundings import PAGE_WIDTH, section_width
from docgen.engine.names import W, names
from docgen.opc import Package

__all__ = ["Looks"]


class Looks:
    """The looks of one template."""

    def __init__(self, package: Package) -> None:
        self._package = package

    @cached_property
    def namespace(self) -> str:
        """The namespace of Word's names in the template, in braces."""
        root = self._package.xml(self._package.main_part)
        return "{" + str(etree.QName(root).namespace) + "}"

    @cached_property
    def styles(self) -> Styles:
        """The template's styles."""
        return read_styles(self._package)

    @cached_property
    def numbering(self) -> Numbering:
        """The template's lists."""
        return Numbering(self._package, self.styles)

    @cached_property
    def width(self) -> int:
        """The width of the text in the first section, in twentieths of a point."""
        root = self._package.xml(self._package.main_part)
        return section_width(next(root.iter(*names(W, "sectPr")), None), PAGE_WIDTH)
