"""Formatted text in cells: runs with a format each, links.  What a cell cannot show is plain text.

A link is Excel's own function HYPERLINK with its text as the result: it needs no part beside the sheet and
goes wherever its row goes.  Nothing here knows where a cell stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from docgen.engine.parts import safe_address
from docgen.engine.values import Blocks, Paragraph, RichText, Run
from docgen.engine.xlsx.excel_limits import LITERAL

__all__ = ["link_formula", "linked", "rich_runs", "runs_of"]

_LINK_COLOUR = "0563C1"
_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "rFont", "family", "charset", "scheme"),
)
"""The elements of a run's format in the order in which Excel writes them, which some readers ask for."""

Escape = Callable[[str], str]


def runs_of(value: object) -> list[Run]:
    """Return the runs that a cell shows of a rich value; an empty list for one that is plain there."""
    if isinstance(value, RichText | Paragraph):
        return [run if isinstance(run, Run) else Run(str(run)) for run in value.runs]
    return list(_lines(value)) if isinstance(value, Blocks) else []


def _lines(blocks: Blocks) -> Iterator[Run]:
    for number, (sign, block) in enumerate(blocks.lines()):
        yield Run("\n" * bool(number) + sign)
        if not isinstance(block, Paragraph):
            yield Run(str(block))
            continue
        for run in runs_of(block):
            yield replace(run, bold=True) if block.kind == "heading" else run


def linked(runs: list[Run]) -> Run | None:
    """Return the one run that is a link, where a value is nothing else."""
    shown = [run for run in runs if run.text]
    return shown[0] if len(shown) == 1 and shown[0].link else None


def link_formula(run: Run, escape: Escape) -> str | None:
    """Return the formula of a link; None if its address is too long for one.

    Raises RenderError for an address that no document may link to.
    """
    address = safe_address(run.link)
    if len(address) > LITERAL:
        return None
    parts = [run.text[at : at + LITERAL] for at in range(0, len(run.text), LITERAL)]
    text = "&".join(_quoted(part) for part in parts)
    return escape(f"HYPERLINK({_quoted(address)},{text})")


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def rich_runs(runs: list[Run], font: Mapping[str, str], escape: Escape) -> str:
    """Return the runs as XML; ``font`` are the elements of the cell's font, which a run does not inherit."""
    return "".join(
        f'<r><rPr>{_look(run, font)}</rPr><t xml:space="preserve">{escape(run.text)}</t></r>'
        for run in runs
        if run.text
    )


def _look(run: Run, font: Mapping[str, str]) -> str:
    """The elements of a run's format (ECMA-376 part 1, 18.4.7)."""
    found = dict(font)
    for name, is_set in (("b", run.bold), ("i", run.italic), ("strike", run.strike)):
        if is_set is not None:
            found[name] = f"<{name}/>" if is_set else ""
    if run.underline:
        found["u"] = {"none": "", "double": '<u val="double"/>'}.get(run.underline, "<u/>")
    elif run.link:
        found |= {"u": "<u/>", "color": f'<color rgb="FF{_LINK_COLOUR}"/>'}
    if run.size:
        found["sz"] = f'<sz val="{run.size:g}"/>'
    if run.colour:
        found["color"] = f'<color rgb="FF{run.colour}"/>'
    if run.superscript or run.subscript:
        found["vertAlign"] = f'<vertAlign val="{"super" if run.superscript else "sub"}script"/>'
    if run.monospaced and not run.font:
        found |= {"rFont": '<rFont val="Consolas"/>', "scheme": ""}
    return "".join(found.get(name, "") for name in _ORDER)
