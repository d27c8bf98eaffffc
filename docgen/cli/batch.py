"""``docgen batch``: many documents on all cores, without a server.

The templates are compiled before the processes fork, so each process begins
warm.  Files are written by the parent, in the order of the data.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click

from docgen.catalog import Catalog, open_catalog
from docgen.cli.options import FormatList, on_overflow_option, output_folder, page_layout, write_file
from docgen.cli.output import failures_as_exit, print_problems, progress
from docgen.config import load_settings
from docgen.errors import DataError, DocgenError, MissingError, Problem
from docgen.generate import Generated, OnOverflow, generate
from docgen.layout import PAGE_NUMBERS, Layout, PageNumbers
from docgen.payload import parse_json
from docgen.plan import choose_formats, choose_language
from docgen.template_cache import TemplateCache

AHEAD = 4  # items given to each process before their turn


@dataclass(frozen=True, slots=True)
class Item:
    """One document to make: where its data stands, and the data or what is wrong with it."""

    source: str
    data: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What all items have in common."""

    deliverable: str
    formats: tuple[str, ...]
    language: str | None
    page_numbers: PageNumbers
    on_overflow: OnOverflow


@dataclass(slots=True)
class _Process:
    """What a process works with; set before the fork, or when a process starts."""

    catalog: Catalog
    templates: TemplateCache
    layout: Layout
    order: Order


_process: _Process | None = None


@click.command()
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-d", "--deliverable", required=True, help="Such as monthly_report.")
@click.option("-f", "--formats", type=FormatList(), help="Such as docx,pptx; else all it has.")
@click.option("-l", "--language", help="Such as zh; else each item's own.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder."
)
@click.option(
    "--assets",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the pictures that data names.",
)
@click.option(
    "--page-numbers",
    type=click.Choice(PAGE_NUMBERS),
    help="How page numbers in Word are found; else as DOCGEN_PAGE_NUMBERS says.",
)
@on_overflow_option
@click.option("-j", "--processes", type=click.IntRange(1, 256), help="Else one for each core.")
def batch(
    data: tuple[Path, ...],
    deliverable: str,
    formats: tuple[str, ...] | None,
    language: str | None,
    output: Path,
    assets: Path | None,
    page_numbers: PageNumbers | None,
    on_overflow: OnOverflow,
    processes: int | None,
) -> None:
    """Make many documents on all cores, without a server.

    DATA are folders of .json files, .jsonl files (an item a line) or .json files (an item, or a
    list of items). Failed items are reported, also in failures.json; the exit code is 1 if any.
    """
    with failures_as_exit():
        settings = load_settings()
        catalog = open_catalog(settings.templates, settings.samples, assets or settings.assets)
        found = catalog.deliverable(deliverable)
        wanted = choose_formats(found, formats or found.formats)
        choose_language(found, {}, language)
        folder = output_folder(output)
        way = page_layout(settings).asked(page_numbers, in_batch=True).mode
        order = Order(deliverable, tuple(wanted), language, way, on_overflow)
        start = (settings.templates, settings.samples, assets or settings.assets, order)
        _start(*start)
        total = sum(1 for _ in _items(data))
        made = _make(_items(data), processes or os.cpu_count() or 1, start)
        failures = _write(progress(made, total=total, label=deliverable), folder)
    _report(folder, failures, total)


def _start(templates: Path | None, samples: Path | None, assets: Path | None, order: Order) -> None:
    """Prepare this process: catalogue open, templates of the order compiled."""
    global _process
    catalog = open_catalog(templates, samples, assets)
    cache = TemplateCache()
    known = catalog.deliverable(order.deliverable).languages
    for format in order.formats:
        _compile(catalog, cache, order, format, [order.language] if order.language else list(known))
    _process = _Process(catalog, cache, Layout(order.page_numbers), order)


def _compile(catalog: Catalog, cache: TemplateCache, order: Order, format: str, languages: list[str]) -> None:
    """Compile what there is of a format; raises MissingError if it has no template in any language."""
    absent: list[Problem] = []
    for language in languages:
        try:
            path = catalog.template_path(format, order.deliverable, language)
        except MissingError as error:
            absent += error.problems
        else:
            cache.get(path, f"{format}/{order.deliverable}/{language}")
    if len(absent) == len(languages):
        raise MissingError(absent)


def _make(
    items: Iterator[Item], processes: int, start: tuple[Any, ...]
) -> Iterator[tuple[Item, Generated | list[Problem]]]:
    """Yield each item with what was made of it, in order, keeping few ahead."""
    method = "fork" if sys.platform == "linux" else "spawn"
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context(method),
        initializer=None if method == "fork" else _start,
        initargs=() if method == "fork" else start,
    )
    with pool:
        running: deque[tuple[Item, Future[Generated | list[Problem]]]] = deque()
        for item in islice(items, processes * AHEAD):
            running.append((item, pool.submit(_one, item)))
        while running:
            done, future = running.popleft()
            yield done, _result(future)
            if following := next(items, None):
                running.append((following, pool.submit(_one, following)))


def _result(future: Future[Generated | list[Problem]]) -> Generated | list[Problem]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        problem = Problem("process-ended", "A process ended without a word.", "Is memory short? Try -j 1.")
        raise DataError(problem) from error


def _one(item: Item) -> Generated | list[Problem]:
    if item.data is None or _process is None:
        return list(item.problems)
    order = _process.order
    try:
        return generate(
            _process.catalog,
            order.deliverable,
            item.data,
            order.formats,
            order.language,
            on_overflow=order.on_overflow,
            templates=_process.templates,
            layout=_process.layout,
        )
    except DocgenError as error:
        return error.problems


def _write(made: Any, folder: Path) -> dict[str, list[Problem]]:
    """Write the files as they come; returns the problems of the items that failed, by source."""
    failures: dict[str, list[Problem]] = {}
    names: dict[str, int] = {}
    for item, result in made:
        if isinstance(result, list):
            failures[item.source] = result
            continue
        for file in result.files:
            stem = file.name.removesuffix(f".{file.format}")
            names[file.name] = times = names.get(file.name, 0) + 1
            name = file.name if times == 1 else f"{stem} ({times}).{file.format}"
            write_file(folder / name, file.data)
    return failures


def _report(folder: Path, failures: dict[str, list[Problem]], total: int) -> None:
    report = folder / "failures.json"
    report.unlink(missing_ok=True)
    click.echo(f"{total - len(failures)} of {total} documents made in {folder}")
    if not failures:
        return
    for source, problems in failures.items():
        print_problems(problems, file=source)
    listed = [
        {"source": source, "problems": [problem.as_dict() for problem in problems]}
        for source, problems in failures.items()
    ]
    write_file(report, json.dumps(listed, ensure_ascii=False, indent=2).encode())
    click.echo(f"{len(failures)} failed; see {report}", err=True)
    raise click.exceptions.Exit(1)


def _items(paths: tuple[Path, ...]) -> Iterator[Item]:
    for path in paths:
        if path.is_dir():
            for file in sorted(path.glob("*.json")):
                yield from _file_items(file)
        elif path.suffix.lower() in (".jsonl", ".ndjson"):
            yield from _line_items(path)
        else:
            yield from _file_items(path)


def _line_items(path: Path) -> Iterator[Item]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                source = f"{path}:{number}"
                value = _parsed(line)
                yield Item(source, None, value) if isinstance(value, tuple) else _item(value, source)


def _file_items(path: Path) -> Iterator[Item]:
    value = _parsed(path.read_bytes())
    if isinstance(value, tuple):
        yield Item(str(path), None, value)
    elif isinstance(value, list):
        yield from (_item(member, f"{path}#/{position}") for position, member in enumerate(value))
    else:
        yield _item(value, str(path))


def _parsed(raw: bytes) -> Any:
    """Return the JSON value, or the tuple of what is wrong with it."""
    try:
        return parse_json(raw)
    except DataError as error:
        return tuple(error.problems)


def _item(value: Any, source: str) -> Item:
    """An item is the data itself, or ``{"data": …}`` as the HTTP service takes it."""
    if isinstance(value, dict):
        wrapped = set(value) == {"data"} and isinstance(value["data"], dict)
        return Item(source, value["data"] if wrapped else value)
    return Item(source, None, (Problem("type", "An item must be a JSON object."),))
