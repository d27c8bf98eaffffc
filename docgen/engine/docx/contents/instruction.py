"""What a field of Word asks for: its kind, arguments and switches (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["REFERENCES", "Instruction", "parse_instruction"]

REFERENCES = ("REF", "PAGEREF", "NOTEREF")
"""The kinds of fields that name a bookmark."""

_PIECES = re.compile(r'["“”]((?:[^"“”\\]|\\.)*)["“”]|(\\[^\s"])|([^\s"\\]+)')
_WITH_ARGUMENT: Mapping[str, str] = {
    "TOC": "abcdflnopst",
    "REF": "d",
    "SEQ": "rs",
    "TC": "fl",
}
_GENERAL = "*#@"


@dataclass(frozen=True, slots=True)
class Instruction:
    r"""A field's code: ``TOC \o "1-3" \h`` has the kind TOC and the switches o and h."""

    kind: str
    arguments: tuple[str, ...]
    switches: Mapping[str, str]

    @property
    def target(self) -> str:
        """The first argument: the bookmark of a reference, the name of a sequence."""
        return self.arguments[0] if self.arguments else ""


def parse_instruction(text: str) -> Instruction:
    """Read the code of a field; what makes no sense is left out, as Word does."""
    pieces = [match.groups() for match in _PIECES.finditer(text)]
    kind = (pieces[0][2] or "").upper() if pieces else ""
    taking = _WITH_ARGUMENT.get(kind, "") + _GENERAL
    arguments: list[str] = []
    switches: dict[str, str] = {}
    waiting = ""
    for quoted, switch, word in pieces[1:]:
        value = word if word is not None else (quoted or "")
        if switch is not None:
            waiting = switch[1].lower()
            switches.setdefault(waiting, "")
            waiting = waiting if waiting in taking else ""
        elif waiting:
            switches[waiting] = value.replace('\\"', '"').replace("\\\\", "\\")
            waiting = ""
        else:
            arguments.append(value)
    return Instruction(kind, tuple(arguments), switches)
