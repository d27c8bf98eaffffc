"""Options and readings that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import click

from docgen.config import Settings
from docgen.errors import DataError, Problem
from docgen.generate import ON_OVERFLOW
from docgen.layout import Layout, PageNumbers
from docgen.payload import parse_object
from docgen.translation import LANGUAGES

__all__ = [
    "FORMATS",
    "FormatList",
    "language_option",
    "on_overflow_option",
    "output_folder",
    "page_layout",
    "read_file",
    "read_payload",
    "write_file",
]

FORMATS = ("docx", "pptx", "xlsx")


class FormatList(click.ParamType[tuple[str, ...]]):
    """Formats separated by commas, such as ``docx,pptx``."""

    name = "formats"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(name.strip().lower() for name in str(value).split(",") if name.strip()))
        return names or self.fail("name at least one format, such as docx,pptx", param, ctx)


on_overflow_option = click.option(
    "--on-overflow",
    type=click.Choice(ON_OVERFLOW),
    default="warn",
    show_default=True,
    help="What becomes of texts and tables that do not fit on slides; shrink makes them smaller.",
)


def read_payload(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; raises DataError naming the file and the place."""
    raw = read_file(path)
    try:
        return parse_object(raw)
    except DataError as error:
        raise DataError([problem.at(file=str(path)) for problem in error.problems]) from error


def read_file(path: Path) -> bytes:
    """Return the bytes of a file; raises DataError naming it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(
            Problem("file-unusable", f"The file cannot be read: {error.strerror}.", file=str(path))
        ) from error


def _system_language() -> str:
    """The language of the system, if problems can be told in it, else English."""
    found = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return found[:2] if found[:2] in LANGUAGES else "en"


language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=_system_language,
    show_default="that of the system",
    help="The language of the problems.",
)


def page_layout(settings: Settings) -> Layout:
    """Return how page numbers are found, as the settings say."""
    return Layout(cast(PageNumbers, settings.page_numbers))


def output_folder(path: Path) -> Path:
    """Return the folder, made if it is not there; raises DataError where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            Problem("file-unusable", f"The folder cannot be made: {error.strerror}.", file=str(path))
        ) from error
    return path


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file or none: a reader never sees half of it."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise DataError(
            Problem("file-unusable", f"The file cannot be written: {error.strerror}.", file=str(path))
        ) from error
