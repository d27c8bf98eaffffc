"""A formula cut into its tokens.  Knows no meaning of names and functions."""

from __future__ import annotations

import re

from docgen.engine.xlsx.calculation.values import Unknown

__all__ = ["MOVES", "Token", "cut"]

Token = tuple[str, str]
"""Its kind (ref, table, number, text, function, truth, name, error, sign) and its text."""

MOVES = "\x01"
"""Stands before the number of a row that goes along when its formula is calculated for another row."""
_SHEET = r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)"
_CELL = r"\$?[A-Za-z]{1,3}\$?\x01?\d+"
_TOKEN = re.compile(
    rf"""(?P<blank>\s*)(?:
    (?P<ref>{_SHEET}?(?:{_CELL}:{_CELL}(?![\w(.!])
      | \$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w(.!$\[])
      | \$?\x01?\d+:\$?\x01?\d+(?![\w(.!])
      | {_CELL}(?![\w(.!\[])))
  | (?P<table>(?:[^\W\d][\w.]*)?\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\](?![\w'!]))
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w:])
  | (?P<text>"(?:[^"]|"")*")
  | (?P<function>[A-Za-z_][\w.]*)\(
  | (?P<truth>TRUE|FALSE)\b
  | (?P<name>[^\W\d][\w.]*)(?![\w.(!\[])
  | (?P<error>\#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!))
  | (?P<sign><>|<=|>=|[-+*/^&=<>%(),:{{}};])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ENDS, _BEGINS = ("ref", "table", "name"), ("ref", "table", "name", "function")


def cut(text: str) -> list[Token]:
    """Return the tokens of a formula; a blank between two references is a sign of its own.

    Raises Unknown for a text that holds anything else.
    """
    found, at = list[Token](), 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unknown(text[at:])
        token = match.lastgroup, match[match.lastgroup]
        if match["blank"] and found and _is_joined(found[-1], token):
            found.append(("sign", " "))
        found.append(token)
        at = match.end()
    return found


def _is_joined(one: Token, other: Token) -> bool:
    """Tell whether a blank between two tokens asks for what they share."""
    return (one[0] in _ENDS or one == ("sign", ")")) and (other[0] in _BEGINS or other == ("sign", "("))
