"""docxtemplater and Carbone on the Word workload, run by Node with tags of their own.

They are measured in a process of their own, warm like all others, and only where ``make peers`` has put them
into ``benchmarks/node``. Their documents must say what docgen's says.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import word
from benchmarks.measure import Unequal
from benchmarks.report import Line
from docgen.engine import compile

__all__ = ["SYNTAXES", "is_installed", "measure"]

_HERE = Path(__file__).parent / "node"
_SECONDS = 900
_ROUNDS = {"s": 20, "m": 20, "l": 5}


class _Syntax(word.Jinja):
    """How a peer writes the tags, and the data as it takes them."""

    def context(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of the workload."""
        return dict(data)


class _Docxtemplater(_Syntax):
    """Loops between ``{#list}`` and ``{/list}``; what a flag chooses likewise."""

    def single(self, name: str) -> str:
        return f"{{v.{name}}}"

    def rows(self, items: str, fields: Sequence[str], late: Sequence[str] = ()) -> list[list[str]]:
        cells = [f"{{{name}}}" for name in fields]
        if late:
            cells.append(f"{{#late}}{late[0]}{{/late}}{{^late}}{late[1]}{{/late}}")
        return [[f"{{#{items}}}{cells[0]}", *cells[1:-1], f"{cells[-1]}{{/{items}}}"]]

    def sections(self) -> list[tuple[str, str]]:
        return [
            *(("{#sections}", "Normal"), ("{title}", "Heading 2"), ("{#bullets}", "Normal")),
            *(("{.}", "List Bullet"), ("{/bullets}", "Normal"), ("{/sections}", "Normal")),
        ]


class _Carbone(_Syntax):
    """A list is its item ``[i]`` and behind it the next one, ``[i+1]``."""

    def single(self, name: str) -> str:
        return f"{{d.v.{name}}}"

    def rows(self, items: str, fields: Sequence[str], late: Sequence[str] = ()) -> list[list[str]]:
        cells = [f"{{d.{items}[i].{name}}}" for name in fields]
        if late:
            chosen = f"ifEQ(true):show('{late[0]}'):elseShow('{late[1]}')"
            cells.append(f"{{d.{items}[i].late:{chosen}}}")
        return [cells, [f"{{d.{items}[i+1].{fields[0]}}}"]]

    def sections(self) -> list[tuple[str, str]]:
        return [
            *(("{d.sections[i].title}", "Heading 2"), ("{d.sections[i].bullets[i].text}", "List Bullet")),
            *(("{d.sections[i].bullets[i+1].text}", "List Bullet"), ("{d.sections[i+1].title}", "Heading 2")),
        ]

    def context(self, data: Mapping[str, Any]) -> dict[str, Any]:
        sections = [{**s, "bullets": [{"text": text} for text in s["bullets"]]} for s in data["sections"]]
        return {**data, "sections": sections}


SYNTAXES: Mapping[str, _Syntax] = {"docxtemplater": _Docxtemplater(), "carbone": _Carbone()}
"""How each peer writes its tags."""


def is_installed() -> bool:
    """Tell whether Node and the peers are there."""
    return shutil.which("node") is not None and all((_HERE / "node_modules" / p).is_dir() for p in SYNTAXES)


def measure(size: str, ours: float, rounds: int | None = None) -> list[Line]:
    """Return a line for each peer in a size; ``ours`` is docgen's median in milliseconds in the same run.

    Raises Unequal for a document that says something else than docgen's.
    """
    context = word.data(word.SIZES[size])
    expected = word.read(compile(word.build_template()).render(context))
    lines = []
    for peer, syntax in SYNTAXES.items():
        document, milliseconds, version = _made(peer, syntax, context, rounds or _ROUNDS[size])
        if word.read(document) != expected:
            raise Unequal(f"word-{size}: the document of {peer} does not say what docgen's says")
        figure = median(milliseconds)
        title = f"Word {size.upper()}: monthly report, {word.SIZES[size]:,} rows"
        name = f"{peer} {version}, by Node"
        lines.append(Line(f"word-{size}", title, name, figure, "ms", figure / ours, size=len(document)))
    return lines


def _made(
    peer: str, syntax: _Syntax, context: Mapping[str, Any], rounds: int
) -> tuple[bytes, list[float], str]:
    """Return a peer's document, the milliseconds of each round, and the peer's version."""
    with tempfile.TemporaryDirectory(prefix="docgen-peers-") as folder:
        template, data, out = (Path(folder) / name for name in ("template.docx", "data.json", "out.docx"))
        template.write_bytes(word.build_template(syntax))
        data.write_text(json.dumps(syntax.context(context)), encoding="utf-8")
        files = [str(path) for path in (template, data, out)]
        command = ["node", "--expose-gc", str(_HERE / "measure.js"), peer, *files, str(rounds)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
        found = json.loads(said.stdout.splitlines()[-1])
        return out.read_bytes(), found["milliseconds"], found["version"]
