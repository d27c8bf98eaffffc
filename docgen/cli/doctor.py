"""``docgen doctor``: what is there, what is missing, what to do about it."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from docgen.catalog import Catalog, open_catalog
from docgen.cli.output import print_table
from docgen.config import Settings, load_settings
from docgen.errors import DocgenError, Problem
from docgen.layout import find_program
from docgen.template_cache import TemplateCache

PACKAGES = (
    "flask",
    "flask-smorest",
    "marshmallow",
    "jinja2",
    "lxml",
    "babel",
    "holidays",
    "sqlalchemy",
    "alembic",
    "rq",
    "redis",
)
FONTS = {
    "Chinese text": ((":lang=zh",), "fonts-noto-cjk"),
    "Calibri or Carlito": (("Carlito", "Calibri"), "fonts-crosextra-carlito"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``ok``, ``missing``, or ``optional`` where work goes on without it."""

    name: str
    state: str
    text: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Say what is there, what is missing and what to do.

    It makes and changes nothing.  The exit code is 1 if something is missing that documents cannot be made
    without.
    """
    findings = list(_findings())
    print_table(
        ("", "what", "found", "what to do"),
        [(found.state, found.name, found.text, found.advice) for found in findings],
    )
    if any(found.state == "missing" for found in findings):
        raise click.exceptions.Exit(1)


def _findings() -> Iterator[Finding]:
    yield _python()
    yield _packages()
    try:
        settings = load_settings()
    except DocgenError as error:
        yield from (_missing("settings", problem) for problem in error.problems)
        return
    yield Finding("settings", "ok", f"home is {settings.home}")
    yield from _guarded(
        "templates", lambda: _templates(open_catalog(settings.templates, settings.samples, settings.assets))
    )
    yield from _guarded("queue", lambda: _queue(settings))
    yield from _guarded("records", lambda: _records(settings))
    yield _libreoffice()
    yield from _fonts()


def _guarded(name: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Yield what was found, or the problems of what could not be looked at."""
    try:
        yield from look()
    except DocgenError as error:
        yield from (_missing(name, problem) for problem in error.problems)


def _missing(name: str, problem: Problem) -> Finding:
    where = ", ".join(part for part in (problem.file, problem.part, problem.place) if part)
    text = f"{where}: {problem.message}" if where else problem.message
    return Finding(name, "missing", text, problem.hint)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info < (3, 14):
        return Finding("Python", "ok", version)
    return Finding("Python", "optional", f"{version} was not tested", "Use Python 3.11, 3.12 or 3.13.")


def _packages() -> Finding:
    absent = [name for name in PACKAGES if not _version(name)]
    if absent:
        return Finding("packages", "missing", ", ".join(absent), "pip install docgen")
    return Finding("packages", "ok", f"{len(PACKAGES)} that documents and service need")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _templates(catalog: Catalog) -> Iterator[Finding]:
    cache = TemplateCache()
    good, total = 0, 0
    for found in catalog.deliverables.values():
        for address in (f"{form}/{found.id}/{lang}" for form in found.formats for lang in found.languages):
            total += 1
            try:
                cache.get(catalog.template_path(*address.split("/")), address)
                good += 1
            except DocgenError as error:
                yield from (_missing("template", problem) for problem in error.problems)
    if good == total:
        yield Finding("templates", "ok", f"{total} compile")


def _queue(settings: Settings) -> Iterator[Finding]:
    from docgen.jobs import open_queue
    from docgen.jobs.server import find_binary

    if not settings.redis_url:
        yield Finding("queue", "ok", f"embedded: {find_binary().name}")
        return
    queue = open_queue(settings.redis_url)
    problem = queue.check()
    queue.close()
    yield _missing("queue", problem) if problem else Finding("queue", "ok", "answers")


def _records(settings: Settings) -> Iterator[Finding]:
    from docgen.store import check_store

    for name, problem in check_store(settings.database_url, settings.storage_url).items():
        yield _missing(name, problem) if problem else Finding(name, "ok", "can be read and written")


def _libreoffice() -> Finding:
    found = find_program()
    if found:
        return Finding("LibreOffice", "ok", found)
    packages = "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
    return Finding(
        "LibreOffice",
        "optional",
        "not there; page numbers in Word are estimated",
        f"apt-get install {packages}",
    )


def _fonts() -> Iterator[Finding]:
    if not (program := shutil.which("fc-list")):
        yield Finding("fonts", "optional", "cannot tell: no fc-list", "apt-get install fontconfig")
        return
    for name, (patterns, package) in FONTS.items():
        family = next(filter(None, (_family(program, pattern) for pattern in patterns)), "")
        if family:
            yield Finding(f"font: {name}", "ok", family)
        else:
            yield Finding(f"font: {name}", "optional", "none", f"apt-get install {package}")


def _family(program: str, pattern: str) -> str:
    listed = subprocess.run([program, pattern, "family"], capture_output=True, text=True, check=False)
    return next(iter(listed.stdout.splitlines()), "")
