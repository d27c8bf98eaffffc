"""``docgen serve``, ``web`` and ``worker``: the service as a whole and in parts."""

from __future__ import annotations

import ipaddress
import os
import signal
import sys
from dataclasses import replace
from functools import partial
from typing import Any

import click

from docgen.cli.options import page_layout
from docgen.cli.output import failures_as_exit, log_to_terminal
from docgen.config import Settings, load_settings
from docgen.errors import DataError, Problem

_host = click.option("--host", help="Address to listen on; only this machine's own.")
_port = click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
_workers = click.option("-n", "--workers", type=click.IntRange(1, 256), help="Else one for each core.")


@click.command()
@_host
@_port
@_workers
def serve(**options: Any) -> None:
    """Run everything on this machine: web, workers, queue, records, files.

    What ends is started again. Ctrl-C ends all of it. Records, queue and files
    are kept under DOCGEN_HOME.
    """
    with failures_as_exit():
        settings = _settings(options)
        status = _run(settings, workers=settings.workers or os.cpu_count() or 1, web=True)
    raise click.exceptions.Exit(status)


@click.command()
@_workers
def worker(workers: int | None) -> None:
    """Run workers alone; for many machines.

    Needs DOCGEN_DATABASE_URL, DOCGEN_REDIS_URL and DOCGEN_STORAGE_URL of the others.
    """
    with failures_as_exit():
        settings = _settings({"workers": workers})
        _shared(settings, "worker")
        status = _run(settings, workers=settings.workers or os.cpu_count() or 1, web=False)
    raise click.exceptions.Exit(status)


@click.command()
@_host
@_port
def web(**options: Any) -> None:
    """Run the HTTP service alone; for many machines.

    Needs DOCGEN_DATABASE_URL, DOCGEN_REDIS_URL and DOCGEN_STORAGE_URL of the others.
    """
    from docgen.jobs.address import listen, url_of

    with failures_as_exit():
        settings = _settings(options)
        _shared(settings, "web")
    if sys.platform == "win32":
        _waitress(settings)
    else:
        with failures_as_exit():
            listener = listen(settings.host, settings.port)
        listener.set_inheritable(True)
        click.echo(f"docgen serves at {url_of(settings.host, listener.getsockname()[1])}")
        sys.stdout.flush()
        argv = _gunicorn(f"fd://{listener.fileno()}")
        os.execv(argv[0], argv)


def _settings(options: dict[str, Any]) -> Settings:
    """Return the settings with the command's options in their place; raises DataError for an open address."""
    given = {name: value for name, value in options.items() if value is not None}
    settings = replace(load_settings(), **given)
    if not _is_own(settings.host):
        raise DataError(
            Problem(
                "serve-open",
                f"docgen does not listen on {settings.host}: without keys it would be open to everybody.",
                "Use --host 127.0.0.1, and a tunnel or proxy that checks who asks.",
            )
        )
    return settings


def _is_own(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _shared(settings: Settings, command: str) -> None:
    if not settings.redis_url:
        raise DataError(
            Problem(
                "setting-value",
                f"docgen {command} alone needs a queue that others reach, too.",
                "Set DOCGEN_REDIS_URL, or run everything with: docgen serve.",
                place="DOCGEN_REDIS_URL",
            )
        )


def _run(settings: Settings, *, workers: int, web: bool) -> int:
    from docgen.jobs import Service, serve

    log_to_terminal(settings.log_level)
    service = Service(
        home=settings.home,
        database_url=settings.database_url,
        redis_url=settings.redis_url,
        storage_url=settings.storage_url,
        templates=settings.templates,
        samples=settings.samples,
        assets=settings.assets,
        workers=workers,
        document_seconds=settings.document_seconds,
        page_numbers=page_layout(settings).mode,
        log_level=settings.log_level,
        host=settings.host,
        port=settings.port,
        web=_web_command if web else None,
    )
    return int(serve(service, partial(_announce, workers)))


def _announce(workers: int, url: str) -> None:
    if url:
        click.echo(f"docgen serves at {url}")
        click.echo(f"See {url}/docs/. All is open to the users of this machine. Ctrl-C ends it.")
    else:
        click.echo(f"{workers} workers run. Ctrl-C ends them.")
    sys.stdout.flush()


def _web_command(listener: int) -> list[str]:
    """Return the command of a web server on a socket that listens already."""
    return _gunicorn(f"fd://{listener}")


def _gunicorn(bind: str) -> list[str]:
    config = ["-c", "python:docgen.api.gunicorn"]
    return [sys.executable, "-m", "gunicorn", *config, "--bind", bind, "docgen.api:create_app()"]


def _waitress(settings: Settings) -> None:
    import waitress

    from docgen.api import create_app
    from docgen.jobs.address import url_of

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    click.echo(f"docgen serves at {url_of(settings.host, settings.port)}")
    waitress.serve(create_app(), host=settings.host, port=settings.port, threads=settings.threads)
