"""The floor: what a program would need that knows the template by heart.

No template language runs.  The parts with tags are cut once into the source of plain Python functions, which
join texts and values; a document is their output, deflated, beside the members that stay as they are.  A
value is escaped, and its line breaks become those of Word, as no document is right without.  Nothing else is
looked at, and no more is understood than the workloads' own tags, each in a run of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from docgen.engine.text import escape_text
from docgen.opc import Package, write

__all__ = ["floor"]

_ELEMENT = r"<w:{0}(?: [^>]*)?>(?:(?!</w:{0}>).)*?\{{%{1} (for \w+ in [\w.]+|endfor) %\}}.*?</w:{0}>"
_ROW = re.compile(_ELEMENT.format("tr", "tr"), re.S)
_PARAGRAPH = re.compile(_ELEMENT.format("p", "p"), re.S)
_QUOTED = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "{": "{{", "}": "}}"})
_BREAK, _TAB = (f'</w:t><w:{name}/><w:t xml:space="preserve">' for name in ("br", "tab"))
_TAG = re.compile(r"\{\{ ([\w.]+) \}\}|\{% ([^%]+) %\}")


def floor(template: bytes, context: Mapping[str, Any]) -> Callable[[], bytes]:
    """Return the function that makes the document of a template without knowing what a tag is."""
    package = Package.open(template)
    makers = {
        part: _maker(package.read(part).decode(), list(context))
        for part in package.members
        if part.endswith(".xml") and b"{{" in package.read(part)
    }
    return lambda: write(package, {part: make(**context).encode() for part, make in makers.items()})


def _text(value: Any) -> str:
    """Return a value as it stands in the text of a run."""
    text = escape_text(value if type(value) is str else str(value))
    return text if text.isprintable() else text.replace("\n", _BREAK).replace("\t", _TAB)


def _maker(xml: str, names: list[str]) -> Callable[..., str]:
    """Return a function that writes one part, compiled from source that was made of the part's XML."""
    xml = _PARAGRAPH.sub(r"{% \1 %}", _ROW.sub(r"{% \1 %}", xml))
    scope: dict[str, Any] = {"e": _text}
    exec("\n".join([f"def make({', '.join(names)}):", *_lines(xml)]), scope)
    make: Callable[..., str] = scope["make"]
    return make


def _lines(xml: str) -> Iterator[str]:
    depth, text, position = 1, "", 0
    yield " out = []; add = out.append"
    for match in _TAG.finditer(xml):
        text += _literal(xml[position : match.start()])
        position = match.end()
        if match[1]:
            text += f"{{e({_item(match[1])})}}"
            continue
        yield " " * depth + f"add(f'{text}')"
        text, keyword = "", match[2].split()[0]
        if keyword in ("else", "endfor", "endif"):
            depth -= 1
        if not keyword.startswith("end"):
            yield " " * depth + _statement(match[2]) + ":"
            depth += 1
    yield f" add(f'{text}{_literal(xml[position:])}')"
    yield " return ''.join(out)"


def _literal(text: str) -> str:
    return text.translate(_QUOTED)


def _item(name: str) -> str:
    first, *rest = name.split(".")
    return first + "".join(f'["{step}"]' for step in rest)


def _statement(tag: str) -> str:
    *head, last = tag.split()
    return " ".join([*head, _item(last)]) if head else last
