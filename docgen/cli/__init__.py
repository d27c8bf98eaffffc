"""The command line: each command is a module of its own, imported when it is called.

Exit codes: 0 all is well, 1 something failed, 2 wrong usage.
"""

from __future__ import annotations

import importlib

import click

from docgen import __version__
from docgen.errors import did_you_mean

__all__ = ["main"]

# Name of the command → its module and a line of help, so that `docgen --help` imports none of them.
COMMANDS = {
    "demo": ("docgen.cli.demo", "Make every sample in every format and language, to look at."),
    "serve": ("docgen.cli.serve", "Run everything on this machine: web, workers, queue, records, files."),
    "web": ("docgen.cli.serve", "Run the HTTP service alone; for many machines."),
    "worker": ("docgen.cli.serve", "Run workers alone; for many machines."),
    "render": ("docgen.cli.render", "Make one document from a JSON file, without a server."),
    "batch": ("docgen.cli.batch", "Make many documents on all cores, without a server."),
    "template": ("docgen.cli.template", "Check templates; for their owners and their CI."),
    "intake": ("docgen.cli.intake", "Make workbooks that people fill in, and read them back as data."),
    "doctor": ("docgen.cli.doctor", "Say what is there, what is missing and what to do."),
    "config": ("docgen.cli.config", "Print all settings with their value and source."),
}


class _Lazy(click.Group):
    """A group whose commands are imported when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="docgen")
def main() -> None:
    """Turn data into finished Word, PowerPoint and Excel documents.

    Begin with `docgen demo`: it makes every sample document and a page to look at them.
    """
