"""How much memory documents take: each task runs in a process of its own, which tells its own size.

The peak is what the system has counted for the process (``VmHWM``, Linux only).
``python -m benchmarks.memory TASK`` runs one task and prints its figure.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from benchmarks import excel, word
from benchmarks.report import Line
from docgen.engine import compile

__all__ = ["measure"]

_STATUS = Path("/proc/self/status")
_LARGE, _HUGE = excel.SIZES["l"], 1_000_000
_FIRST, _REPORTS = 1_000, 10_000
_MEGABYTE = 1024  # the system counts in kilobytes


class Rows:
    """Rows that come one by one, so that the data takes no room."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(excel.record, range(self.count))


def measure() -> list[Line]:
    """Return a line for each task; raises CalledProcessError where one fails."""
    beyond = f"Memory: {_LARGE:,} rows of eight cells, beyond their data"
    whole = f"Memory: {_HUGE:,} rows that come one by one, the whole process"
    flat = f"Memory: {_REPORTS:,} Word reports in one process, growth after the first {_FIRST:,}"
    return [
        Line("memory-l", beyond, "docgen", _run("docgen"), "MB", limit=150.0),
        Line("memory-l", beyond, "openpyxl", _run("openpyxl"), "MB"),
        Line("memory-l", beyond, "XlsxWriter, without a template", _run("xlsxwriter"), "MB"),
        Line("memory-million", whole, "docgen", _run("million"), "MB", limit=300.0),
        Line("memory-flat", flat, "docgen", _run("reports"), "%", limit=5.0),
    ]


def _run(task: str) -> float:
    command = [sys.executable, "-m", "benchmarks.memory", task]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def resident(name: str = "VmRSS") -> float:
    """Return how many megabytes of the process are in memory; ``VmHWM`` is the most there have been."""
    found = re.search(rf"{name}:\s+(\d+) kB", _STATUS.read_text("ascii"))
    assert found is not None
    return int(found[1]) / _MEGABYTE


def _beyond(make: Callable[[dict[str, Any]], object]) -> float:
    """Return by how much the process grows beyond the data while it makes the large workbook."""
    make(excel.data(3))
    context = excel.data(_LARGE)
    before = resident()
    make(context)
    return resident("VmHWM") - before


def _docgen() -> float:
    template = compile(excel.docgen_template())
    return _beyond(template.render)


def _million() -> float:
    """Return how large the process gets that writes a million rows into a file."""
    context = {**excel.data(0), "rows": Rows(_HUGE)}
    with TemporaryFile() as file:
        compile(excel.docgen_template()).render_to(file, context)
    return resident("VmHWM")


def _reports() -> float:
    """Return by how many per cent a process grows while it makes one report after the other."""
    template, context = compile(word.build_template()), word.data(word.SIZES["m"])
    after_first = 0.0
    for number in range(_REPORTS):
        template.render(context, language="zh")
        if number == _FIRST:
            after_first = resident()
    return 100 * (resident() / after_first - 1)


_TASKS: dict[str, Callable[[], float]] = {
    "docgen": _docgen,
    "openpyxl": lambda: _beyond(partial(excel.by_openpyxl, excel.openpyxl_template())),
    "xlsxwriter": lambda: _beyond(excel.by_xlsxwriter),
    "million": _million,
    "reports": _reports,
}

if __name__ == "__main__":
    print(_TASKS[sys.argv[1]]())
