"""``docgen demo``: every sample in every format and language, to look at.

Without a server, or with ``--service`` through the real one: started on a free
port with a home of its own, asked over HTTP, and ended again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from docgen.catalog import Catalog, Sample, open_catalog
from docgen.cli.demo_page import Made, page
from docgen.cli.options import output_folder, page_layout, read_payload, write_file
from docgen.cli.output import failures_as_exit, print_problems, print_table, progress, size_of
from docgen.config import load_settings
from docgen.errors import DocgenError, Problem
from docgen.generate import generate
from docgen.layout import Layout
from docgen.template_cache import TemplateCache

Results = Iterator[Made | Problem]


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder of the files.",
)
@click.option("--service", is_flag=True, help="Through the real service, started and ended for it.")
def demo(output: Path, service: bool) -> None:
    """Make every sample in every format and language, to look at.

    Writes the files and an index.html into the folder and prints a table of them.
    """
    begun = time.perf_counter()
    with failures_as_exit():
        settings = load_settings()
        catalog = open_catalog(settings.templates, settings.samples, settings.assets)
        folder = output_folder(output)
        total = sum(len(catalog.deliverable(sample.deliverable).formats) for sample in catalog.samples())
        with contextlib.ExitStack() as stack:
            results = (
                stack.enter_context(_served(catalog, folder))
                if service
                else _direct(catalog, folder, page_layout(settings))
            )
            found = list(progress(results, total=total, label="demo"))
    made = [result for result in found if isinstance(result, Made)]
    problems = [result for result in found if isinstance(result, Problem)]
    _table(made)
    with failures_as_exit():
        _write_page(catalog, folder, made, "by the HTTP service" if service else "without a server")
    seconds = time.perf_counter() - begun
    click.echo(f"\n{len(made)} of {total} files in {seconds:.1f} s. Look at {folder / 'index.html'}")
    print_problems(problems)
    if len(made) != total or not total:  # warnings alone are no failure
        raise click.exceptions.Exit(1)


def _direct(catalog: Catalog, folder: Path, layout: Layout) -> Results:
    """Make the files in this process; yields each, or what was wrong."""
    templates = TemplateCache()
    for sample in catalog.samples():
        formats = catalog.deliverable(sample.deliverable).formats
        payload = read_payload(sample.path)
        for format in formats:
            try:
                done = generate(
                    catalog,
                    sample.deliverable,
                    payload,
                    [format],
                    sample.language,
                    templates=templates,
                    layout=layout,
                )
            except DocgenError as error:
                yield from error.problems
                continue
            yield from done.warnings
            for file in done.files:
                yield _kept(folder, sample, file.name, format, file.data, file.seconds)


@contextlib.contextmanager
def _served(catalog: Catalog, folder: Path) -> Iterator[Results]:
    """Yield the results of the real service, which runs as long as they are read."""
    from docgen.cli.demo_service import Client, running_service

    with running_service() as url:
        yield _asked(Client(url), catalog, folder)


def _asked(client: Any, catalog: Catalog, folder: Path) -> Results:
    """Ask for every sample first, then fetch the files of each; yields them, or what was wrong."""
    asked: list[tuple[Sample, str]] = []
    for sample in catalog.samples():
        formats = catalog.deliverable(sample.deliverable).formats
        asked.append((sample, client.ask(sample, read_payload(sample.path), formats)))
    for sample, address in asked:
        record = client.finished(address)
        yield from (Problem(**problem) for problem in [*record["problems"], *record["warnings"]])
        if record["status"] != "done":
            continue
        for file in record["files"]:
            seconds = record["timings"].get(file["format"], record["timings"].get("render", 0.0))
            yield _kept(
                folder, sample, file["name"], file["format"], client.fetch(file["href"]), float(seconds)
            )


def _kept(folder: Path, sample: Sample, name: str, format: str, data: bytes, seconds: float) -> Made:
    place = output_folder(folder / sample.language)
    write_file(place / name, data)
    path = f"{sample.language}/{name}"
    return Made(sample.deliverable, sample.language, format, path, len(data), seconds)


def _table(made: list[Made]) -> None:
    rows = [
        (file.deliverable, file.language, file.format, size_of(file.size), f"{file.seconds * 1000:,.0f} ms")
        for file in made
    ]
    print_table(("deliverable", "language", "format", "size", "time"), rows, right=(3, 4))


def _write_page(catalog: Catalog, folder: Path, made: list[Made], source: str) -> None:
    titles = {found.id: found.titles for found in catalog.deliverables.values()}
    write_file(folder / "index.html", page(made, titles, f"made {source}").encode())
