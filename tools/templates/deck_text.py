"""Paragraphs and runs of a slide: what a template's tags stand in.

A line is a text, or several runs of their own colour and weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml

from tools.templates.deck_look import ALERT, Text, in_language, solid

__all__ = ["Line", "Lines", "Look", "Run", "alert", "fill_frame", "whole"]

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
_ALERTS = {
    "green": ("green", "done", "closed", "confirmed", "met", "achieved", "accepted", "better", "low"),
    "amber": ("amber", "delayed", "done_late", "partly_achieved", "monitoring", "medium", "on_hold"),
    "red": ("red", "overdue", "missed", "critical", "high", "worse"),
    "blue": ("in_progress", "open", "proposed", "planned"),
}


@dataclass(frozen=True)
class Run:
    """A text of one look; without a colour or size it takes its place's."""

    text: Text
    colour: str = ""
    bold: bool | None = None
    size: float = 0


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    runs: Sequence[Run | Text]
    align: str = ""
    before: float = 0
    bullet: bool = False
    size: float = 0
    colour: str = ""
    bold: bool | None = None


Lines = Text | Line | list[Text | Line]
"""What a frame holds."""


@dataclass(frozen=True)
class Look:
    """What the runs of a frame take where they say nothing themselves."""

    language: str
    size: float = 0
    colour: str = ""
    align: str = ""
    bold: bool | None = None


def whole(expression: str) -> Text:
    """Return a tag that prints a text that may be missing."""
    tag = f'{{{{ {expression} or "" }}}}'
    return tag, tag


def alert(expression: str, group: str, *, mark: str = "● ") -> Line:
    """Return a line that shows a key after a mark in the colour that the key has.

    The statements stand in runs of their own, so that each mark keeps its colour.
    """
    runs: list[Run | Text] = []
    for number, (colour, keys) in enumerate(_ALERTS.items()):
        listed = ", ".join(f'"{key}"' for key in keys)
        keyword = "elif" if number else "if"
        runs += [f"{{% {keyword} {expression} in ({listed}) %}}", Run(mark, ALERT[colour])]
    runs += ["{% else %}", Run(mark, ALERT["grey"]), "{% endif %}"]
    return Line([*runs, f'{{{{ {expression} | label("{group}") or "–" }}}}'])


def fill_frame(body: Any, content: Lines, look: Look) -> None:
    """Replace the paragraphs of a text body."""
    for paragraph in body.findall("{*}p"):
        body.remove(paragraph)
    for line in content if isinstance(content, list) else [content]:
        body.append(parse_xml(_paragraph(line if isinstance(line, Line) else Line([line]), look)))


def _paragraph(line: Line, look: Look) -> str:
    align = line.align or look.align
    attributes = f' algn="{align}"' if align else ""
    inner = f'<a:spcBef><a:spcPts val="{round(line.before * 100)}"/></a:spcBef>' if line.before else ""
    if line.bullet:
        attributes += ' marL="171450" indent="-171450"'
        inner += (
            '<a:buClr><a:schemeClr val="accent2"/></a:buClr><a:buFont typeface="Arial"/><a:buChar char="•"/>'
        )
    runs = "".join(_run(run if isinstance(run, Run) else Run(run), line, look) for run in line.runs)
    return f"<a:p {_A}><a:pPr{attributes}>{inner}</a:pPr>{runs}</a:p>"


def _run(run: Run, line: Line, look: Look) -> str:
    size = run.size or line.size or look.size
    colour = run.colour or line.colour or look.colour
    bold = next((b for b in (run.bold, line.bold, look.bold) if b is not None), None)
    attributes = f' lang="{_LANGUAGES[look.language]}"' + (f' sz="{round(size * 100)}"' if size else "")
    attributes += f' b="{int(bold)}"' if bold is not None else ""
    fill = solid(colour) if colour else ""
    text = escape(in_language(run.text, look.language))
    return f'<a:r><a:rPr{attributes} dirty="0">{fill}</a:rPr><a:t>{text}</a:t></a:r>'
