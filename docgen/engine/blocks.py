"""Block statements: which tags open, continue and end one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from docgen.engine.source import Mark

__all__ = ["Group", "pair"]

_BLOCKS = {"for", "if", "macro", "call", "filter", "block", "with", "autoescape"}
_MIDDLES = {"else", "elif"}


@dataclass(slots=True)
class Group:
    """The tags of one block statement, opening, branches and end, by number."""

    members: list[int] = field(default_factory=list)
    closed: bool = False


def pair(marks: list[Mark], numbers: Iterable[int]) -> list[Group]:
    """Group statements into blocks, in the order of their openings; what belongs to no block is left out."""
    groups: list[Group] = []
    stack: list[Group] = []
    for number in numbers:
        tag = marks[number].tag
        keyword = tag.keyword
        if keyword in _BLOCKS or (keyword == "set" and "=" not in tag.body):
            groups.append(Group([number]))
            stack.append(groups[-1])
        elif keyword in _MIDDLES and stack:
            stack[-1].members.append(number)
        elif keyword.startswith("end") and stack:
            stack[-1].members.append(number)
            stack.pop().closed = True
    return groups
