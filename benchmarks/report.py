"""Turns results into a table for people and a file for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docgen import __version__

__all__ = ["Line", "busy", "markdown", "write"]

_PEERS = ("docxtpl", "python-docx", "python-pptx", "openpyxl", "XlsxWriter", "jinja2", "lxml")


@dataclass(frozen=True)
class Line:
    """One line of the table: what was done by whom, how fast, and what docgen makes of it.

    ``figure`` is a median in ``unit``; ``ratio`` says how many times faster docgen is, and ``goal`` how many
    times it should be (for a rate: the figure itself and the least it should be); ``limit`` is the most that
    the figure should be. ``processor`` and its ratio are the same by computing time.
    """

    workload: str
    title: str
    contender: str
    figure: float
    unit: str
    ratio: float | None = None
    goal: float | None = None
    size: int | None = None
    processor: float | None = None
    processor_ratio: float | None = None
    limit: float | None = None

    @property
    def verdict(self) -> str:
        """The goal and whether it is met, by the clock and by computing time; nothing without a goal."""
        if self.limit is not None:
            return f"≤ {self.limit:g}: {'met' if self.figure <= self.limit else 'missed'}"
        if self.goal is None:
            return ""
        reached = min((r for r in (self.ratio, self.processor_ratio) if r is not None), default=self.figure)
        return f"≥ {self.goal:g}: {'met' if reached >= self.goal else 'missed'}"


def markdown(lines: Sequence[Line]) -> str:
    """Return the table as Markdown that also reads well in a terminal."""
    head = ("workload", "by", "median", "docgen is faster by", "goal", "computing", "by computing", "file")
    rows = [head, *(_cells(line, lines[number - 1] if number else None) for number, line in enumerate(lines))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    text = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (text[0], rule, *text[1:]))


def _cells(line: Line, before: Line | None) -> tuple[str, ...]:
    title = "" if before and before.workload == line.workload else line.title
    figure, cpu = f"{_short(line.figure)} {line.unit}", _or_blank(line.processor, "ms")
    ratio, cpu_ratio = _or_blank(line.ratio, "×"), _or_blank(line.processor_ratio, "×")
    size = "" if line.size is None else f"{line.size / 1024:,.0f} KB"
    return title, line.contender, figure, ratio, line.verdict, cpu, cpu_ratio, size


def _or_blank(figure: float | None, unit: str) -> str:
    return "" if figure is None else f"{_short(figure)} {unit}"


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def busy() -> str:
    """Return a warning if other programs keep the machine busy, so that figures by the clock mean little."""
    if not hasattr(os, "getloadavg"):
        return ""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    return f"The machine is busy (load {load:.1f} on {cores} cores); measure again." if load > cores else ""


def machine() -> dict[str, Any]:
    """Return what a reader needs to judge the figures."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "versions": {"docgen": __version__, **{name: version(name) for name in _PEERS}},
    }


def write(folder: Path, lines: Iterable[Line]) -> tuple[Path, Path]:
    """Write latest.json and latest.md into the folder and return both paths."""
    lines, about = list(lines), machine()
    folder.mkdir(parents=True, exist_ok=True)
    data, text = folder / "latest.json", folder / "latest.md"
    body = {"machine": about, "lines": [asdict(line) for line in lines]}
    data.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", "utf-8")
    about_line = f"{about['at']}, Python {about['python']}, {about['system']}, {about['cores']} cores"
    text.write_text(f"{markdown(lines)}\n\n{about_line}\n", "utf-8")
    return data, text
