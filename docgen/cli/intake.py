"""``docgen intake …``: workbooks that people fill in instead of writing JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from docgen.catalog import open_catalog
from docgen.cli.options import language_option, read_file, read_payload, write_file
from docgen.cli.output import failures_as_exit
from docgen.config import load_settings
from docgen.errors import DataError, DocgenError
from docgen.intake import make_workbook, read_workbook
from docgen.translation import translated


@click.group()
def intake() -> None:
    """Make workbooks that people fill in, and read them back as data."""


@intake.command()
@click.argument("deliverable")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The workbook to write, such as risks.xlsx.",
)
@click.option("-l", "--language", help="Such as zh; else the data's own, else the deliverable's first.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A JSON file with what is known already.",
)
def make(deliverable: str, output: Path, language: str | None, data: Path | None) -> None:
    """Write a workbook that asks for all the data of a deliverable.

    \b
    docgen intake make monthly_report -o monthly.xlsx -l zh
    docgen intake make monthly_report -o july.xlsx --data june.json
    """
    with failures_as_exit():
        settings = load_settings()
        wanted = open_catalog(settings.templates, settings.samples).deliverable(deliverable)
        known = read_payload(data) if data else None
        own = str((known or {}).get("language") or wanted.languages[0])
        with failures_as_exit(str(data) if data else ""):
            book = make_workbook(wanted, language or own, known)
        write_file(output, book)
    click.echo(str(output))


@intake.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The JSON file."
)
@language_option
def read(file: Path, output: Path, language: str) -> None:
    """Write the data of a workbook that people have filled in, or name every cell that needs work.

    \b
    docgen intake read monthly.xlsx -o data.json
    docgen render monthly_report data.json -o out
    """
    with failures_as_exit(str(file)):
        settings = load_settings()
        catalog = open_catalog(settings.templates, settings.samples)
        try:
            found = read_workbook(catalog, read_file(file))
        except DocgenError as error:
            raise DataError([translated(problem, language) for problem in error.problems]) from error
    with failures_as_exit():
        write_file(output, (json.dumps(found.data, ensure_ascii=False, indent=2) + "\n").encode())
    click.echo(str(output))
