"""``docgen config``: every setting, its value and where that came from."""

from __future__ import annotations

import click

from docgen.cli.output import failures_as_exit, print_table
from docgen.config import load_settings


@click.command()
def config() -> None:
    """Print all settings with their value and source.

    A setting comes from its environment variable, else from the TOML file that
    DOCGEN_CONFIG names, else it has its default.
    """
    with failures_as_exit():
        described = load_settings().described()
    print_table(
        ("setting", "value", "source", "meaning"),
        [(setting.env, setting.value or "(empty)", setting.source, setting.meaning) for setting in described],
    )
