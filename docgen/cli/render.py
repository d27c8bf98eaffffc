"""``docgen render``: one document, without a server."""

from __future__ import annotations

from pathlib import Path

import click

from docgen.catalog import open_catalog
from docgen.cli.options import (
    FormatList,
    on_overflow_option,
    output_folder,
    page_layout,
    read_payload,
    write_file,
)
from docgen.cli.output import failures_as_exit, print_problems
from docgen.config import load_settings
from docgen.generate import ON_MISSING, OnMissing, OnOverflow, generate
from docgen.layout import PAGE_NUMBERS, PageNumbers
from docgen.template_cache import TemplateCache


@click.command()
@click.argument("deliverable")
@click.argument("data", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("-f", "--formats", type=FormatList(), help="Such as docx,pptx; else all it has.")
@click.option("-l", "--language", help="Such as zh; else the data's own.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder."
)
@click.option(
    "--assets",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help='Folder of the pictures that data names, such as {"asset": "logo"}.',
)
@click.option(
    "--on-missing",
    type=click.Choice(ON_MISSING),
    default="error",
    show_default=True,
    help="What becomes of a field that the data lacks.",
)
@click.option(
    "--page-numbers",
    type=click.Choice(PAGE_NUMBERS),
    help="How page numbers in Word are found; else as DOCGEN_PAGE_NUMBERS says.",
)
@on_overflow_option
def render(
    deliverable: str,
    data: Path,
    formats: tuple[str, ...] | None,
    language: str | None,
    output: Path,
    assets: Path | None,
    on_missing: OnMissing,
    page_numbers: PageNumbers | None,
    on_overflow: OnOverflow,
) -> None:
    """Make one document from a JSON file, without a server.

    \b
    docgen render monthly_report data.json -f docx,pptx -l zh -o out
    """
    with failures_as_exit():
        settings = load_settings()
        catalog = open_catalog(settings.templates, settings.samples, assets or settings.assets)
        wanted = formats or catalog.deliverable(deliverable).formats
        payload = read_payload(data)
        with failures_as_exit(str(data)):
            made = generate(
                catalog,
                deliverable,
                payload,
                wanted,
                language,
                on_missing=on_missing,
                on_overflow=on_overflow,
                templates=TemplateCache(),
                layout=page_layout(settings).asked(page_numbers),
            )
        folder = output_folder(output)
        for file in made.files:
            write_file(folder / file.name, file.data)
            click.echo(str(folder / file.name))
        print_problems(made.warnings)
