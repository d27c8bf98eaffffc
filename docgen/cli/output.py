"""What commands share in talking to a person: problems as text, exit codes, tables, progress.

Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import contextlib
import logging
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import click
from tqdm import tqdm

from docgen.errors import DocgenError, Problem

__all__ = ["failures_as_exit", "log_to_terminal", "print_problems", "print_table", "progress", "size_of"]

T = TypeVar("T")


@contextlib.contextmanager
def failures_as_exit(file: str = "") -> Iterator[None]:
    """Print the problems of a DocgenError and end with exit code 1; ``file`` names what was read."""
    try:
        yield
    except DocgenError as error:
        print_problems(error.problems, file=file)
        raise click.exceptions.Exit(1) from error


def log_to_terminal(level: str) -> None:
    """Write log messages of at least this importance to standard error."""
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(name)s %(levelname)s %(message)s")


def print_problems(problems: Iterable[Problem], *, file: str = "") -> None:
    """Print each problem on a line of its own, to standard error."""
    for problem in problems:
        click.echo(str(problem.at(file=file)), err=True)


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> None:
    """Print rows under a head, aligned also with East Asian text; ``right`` columns flush right."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    flush = frozenset(right)
    for line in lines:
        cells = (_padded(cell, widths[column], column in flush) for column, cell in enumerate(line))
        click.echo("  ".join(cells).rstrip())


def progress(items: Iterable[T], *, total: int, label: str) -> Iterable[T]:
    """Yield the items, showing on a terminal how far they are."""
    # Its watching thread would be there when processes are forked.
    tqdm.monitor_interval = 0
    return tqdm(items, total=total, desc=label, unit="doc", leave=False, disable=None)


def size_of(count: int) -> str:
    """Return a size in bytes as text, such as ``48.2 KB``."""
    return f"{count / 1000:,.1f} KB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int, flush_right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if flush_right else text + blank
