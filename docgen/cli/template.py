"""``docgen template …``: what template owners and their CI need."""

from __future__ import annotations

from pathlib import Path

import click

from docgen.catalog import Catalog, open_catalog
from docgen.cli.options import language_option, write_file
from docgen.cli.output import failures_as_exit, print_problems
from docgen.config import load_settings
from docgen.engine import annotate
from docgen.engine import check as check_template
from docgen.errors import MissingError, Problem
from docgen.translation import translated


@click.group()
def template() -> None:
    """Check templates; for their owners and their CI."""


@template.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--deliverable",
    "deliverable_id",
    help="Whose fields may be used; else told by a path such as docx/monthly_report/zh.docx.",
)
@click.option(
    "--dialect",
    type=click.Choice(["docgen", "docxtpl"]),
    default="docgen",
    show_default=True,
    help="How statements that stand alone are read.",
)
@language_option
@click.option(
    "--annotate",
    "annotated",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a copy of the one template here, with its problems in it as comments, notes or boxes.",
)
def check(
    files: tuple[Path, ...],
    deliverable_id: str | None,
    dialect: str,
    language: str,
    annotated: Path | None,
) -> None:
    """Print every problem of the templates with its place; folders are searched.

    \b
    docgen template check templates/docx/monthly_report/zh.docx
    docgen template check my.docx --deliverable monthly_report
    docgen template check my.docx --annotate my-problems.docx --language zh
    """
    with failures_as_exit():
        settings = load_settings()
        catalog = open_catalog(settings.templates, settings.samples)
        if deliverable_id:
            catalog.deliverable(deliverable_id)
    found = [path for file in files for path in _office_files(file)]
    if not found:
        raise click.UsageError("There is no .docx, .pptx or .xlsx file in what was named.")
    if annotated and len(found) > 1:
        raise click.UsageError("--annotate writes a copy of one template; name one file.")
    failed = 0
    for path in found:
        problems = _problems(catalog, path, deliverable_id or _owner(catalog, path), dialect)
        print_problems([translated(problem, language) for problem in problems], file=str(path))
        failed += bool(problems)
        if annotated:
            with failures_as_exit(str(path)):
                write_file(annotated, annotate(path.read_bytes(), problems, language))
        click.echo(f"{path}: {_counted(problems)}")
    if failed:
        raise click.exceptions.Exit(1)


def _counted(problems: list[Problem]) -> str:
    return f"{len(problems)} problem{'s' if len(problems) > 1 else ''}" if problems else "ok"


def _office_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    suffixes = {".docx", ".pptx", ".xlsx"}
    return sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in suffixes and not file.name.startswith(("~$", "."))
    )


def _owner(catalog: Catalog, path: Path) -> str | None:
    """The deliverable that the folder's name tells, if it is one."""
    name = path.absolute().parent.name
    return name if name in catalog.deliverables else None


def _problems(catalog: Catalog, path: Path, deliverable_id: str | None, dialect: str) -> list[Problem]:
    try:
        fields = _fields(catalog, deliverable_id)
    except MissingError as error:
        return error.problems
    if fields is None:
        click.echo(f"{path}: fields not checked; name their deliverable with --deliverable.", err=True)
    return check_template(path.read_bytes(), fields, dialect=dialect)


def _fields(catalog: Catalog, deliverable_id: str | None) -> dict[str, str] | None:
    """The fields that may be used, with their kinds; None where no deliverable is known."""
    if deliverable_id is None:
        return None
    return {field.path: field.type for field in catalog.deliverable(deliverable_id).fields()}
