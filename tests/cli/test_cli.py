"""The commands as a whole: help without delay, exit codes that scripts can trust, hints."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from docgen import __version__
from docgen.cli import COMMANDS


def test_help_lists_every_command_and_imports_none() -> None:
    code = (
        "import sys\nfrom docgen.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "print([name for name in ('flask', 'lxml', 'sqlalchemy', 'rq', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


def test_the_module_can_be_run_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docgen", "--version"], capture_output=True, text=True, check=True
    )
    assert __version__ in done.stdout


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), ["template", "check"]])
def test_every_command_explains_itself(run: Any, command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["serv"], "Did you mean serve?"),
        (["render"], "DELIVERABLE"),
        (["render", "monthly_report", "nowhere.json"], "nowhere.json"),
        (["batch", ".", "-o", "out"], "--deliverable"),
        (["template", "check"], "FILES"),
        (["worker", "-n", "0"], "1<=x<=256"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_hint(run: Any, words: list[str], hint: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert hint in result.output


def test_config_prints_every_setting_with_its_source(run: Any) -> None:
    result = run("config", env={"DOCGEN_PORT": "8123"})
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert "8123" in lines["DOCGEN_PORT"]
    assert "environment" in lines["DOCGEN_PORT"]
    assert "default" in lines["DOCGEN_THREADS"]


def test_a_wrong_setting_ends_with_1_and_names_it(run: Any) -> None:
    result = run("config", env={"DOCGEN_PORT": "many"})
    assert result.exit_code == 1
    assert "DOCGEN_PORT" in result.stderr


@pytest.mark.parametrize("command", ["serve", "web"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com"])
def test_no_other_address_is_served_without_keys(run: Any, command: str, host: str) -> None:
    result = run(command, "--host", host)
    assert result.exit_code == 1
    assert "without keys" in result.stderr


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_part_alone_needs_the_queue_of_the_others(run: Any, command: str) -> None:
    result = run(command)
    assert result.exit_code == 1
    assert "DOCGEN_REDIS_URL" in result.stderr
