from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.jobs.process import Program, spawn, stop

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has parent-death signals")


def runs(pid: int) -> bool:
    """Whether a process is there and not merely waiting for its parent to look."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@linux
def test_a_program_ends_with_its_parent_however_that_ends(
    python: Callable[..., subprocess.Popen[str]], wait: Callable[..., Any]
) -> None:
    parent = python(
        "import signal, sys, time\n"
        "from docgen.jobs.process import spawn\n"
        "print(spawn([sys.executable, '-c', 'import time; time.sleep(60)'], end_with=signal.SIGKILL).pid,"
        " flush=True)\n"
        "time.sleep(60)"
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert runs(child)
    parent.kill()
    wait(lambda: not runs(child))


def test_a_program_gets_its_input_its_environment_and_its_files(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        code = f"import os, sys; os.write({out.fileno()}, sys.stdin.buffer.read() + os.environ['A'].encode())"
        process = spawn(
            [sys.executable, "-c", code],
            end_with=signal.SIGKILL,
            env={"A": "b"},
            fds=[out.fileno()],
            stdin=b"x",
        )
        assert process.wait(20) == 0
    assert (tmp_path / "out").read_bytes() == b"xb"


def test_stop_asks_first_and_then_forces(wait: Callable[..., Any], tmp_path: Path) -> None:
    up = tmp_path / "up"
    ignore = "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    deaf = f"{ignore}pathlib.Path({str(up)!r}).touch(); time.sleep(60)"
    polite, stubborn = (
        spawn(argv, end_with=signal.SIGKILL) for argv in (SLEEP, [sys.executable, "-c", deaf])
    )
    wait(up.exists)
    stop([polite, stubborn], 0.5)
    assert polite.returncode in (-signal.SIGTERM, -signal.SIGKILL)
    assert stubborn.returncode == -signal.SIGKILL


def test_a_program_that_ended_is_started_again(wait: Callable[..., Any]) -> None:
    program = Program("sleep", SLEEP, signal.SIGKILL)
    assert program.keep_running() is None
    first = program.process
    assert first
    assert program.keep_running() is None and program.process is first
    os.kill(first.pid, signal.SIGKILL)
    ended = wait(program.keep_running)
    assert (ended.pid, ended.returncode) == (first.pid, -signal.SIGKILL)
    wait(lambda: program.keep_running() or program.process)
    assert program.process and program.process.pid != first.pid
    stop([program.process], 1)


@linux
def test_nothing_is_left_of_what_a_program_started(tmp_path: Path, wait: Callable[..., Any]) -> None:
    code = (
        "import pathlib, subprocess, sys\n"
        f"child = subprocess.Popen({SLEEP!r})\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(child.pid))\n"
        "child.wait()"
    )
    program = Program("parent", [sys.executable, "-c", code], signal.SIGKILL)
    program.keep_running()
    assert program.process
    child = int(wait(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    os.kill(program.process.pid, signal.SIGKILL)
    wait(program.keep_running)
    wait(lambda: not runs(child))


def test_a_program_that_ends_at_once_is_started_ever_more_slowly(wait: Callable[..., Any]) -> None:
    program = Program("nothing", [sys.executable, "-c", "raise SystemExit(3)"], signal.SIGKILL)
    program.keep_running()
    for number in range(1, 4):
        assert wait(program.keep_running).returncode == 3
        assert program.failures == number
    program.keep_running()
    assert program.process is None
