"""What a Word document gets beside its template: new parts, and lists of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cached_property

from docgen.engine.additions import Additions
from docgen.engine.docx.looks import Looks
from docgen.engine.docx.numbering import Lists
from docgen.opc import Package

__all__ = ["WordAdditions"]

_PART = "word/numbering.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"


class WordAdditions(Additions):
    """The new parts of one Word document; ``looks`` are those of its template."""

    def __init__(self, package: Package, looks: Looks) -> None:
        super().__init__(package)
        self.looks = looks

    @cached_property
    def lists(self) -> Lists:
        """The lists of the document's own."""
        return Lists(self.looks.numbering)

    def finish(
        self, changed: Mapping[str, bytes | Iterable[bytes]], dropped: Set[str] = frozenset()
    ) -> dict[str, bytes | Iterable[bytes]]:
        """Return all new parts with what refers to them, and the part of the lists if it grew."""
        if "lists" in self.__dict__ and self.lists.used:
            part = self.looks.numbering.part
            if part:
                self.parts[part] = self.lists.finish()
            else:
                self.add(_PART, self.lists.finish(), _TYPE)
                self.relate(self.package.main_part, "numbering", _PART)
        return super().finish(changed, dropped)
