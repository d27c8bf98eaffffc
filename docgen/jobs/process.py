"""Child processes that are watched: started, started again when they end, and ended for good.

Each one leads a session of its own, so that Ctrl-C reaches only the
supervisor, which then ends them in good order; and each ends with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.jobs.leash import die_with_parent

__all__ = ["Program", "die_with_parent", "spawn", "stop", "sweep"]

_LEASH = Path(__file__).with_name("leash.py")
SLOWEST_RESTART = 3.0


def spawn(
    argv: Sequence[str],
    *,
    end_with: signal.Signals,
    env: Mapping[str, str] | None = None,
    fds: Sequence[int] = (),
    stdin: bytes = b"",
    stdout: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own; it gets the signal ``end_with`` when this process ends.

    ``stdout`` is as for Popen: None is this process's own, ``subprocess.PIPE`` one to be read.
    """
    leash = [sys.executable, "-I", "-S", str(_LEASH), str(int(end_with)), str(os.getpid())]
    process = subprocess.Popen(
        [*leash, *argv],
        stdin=subprocess.PIPE,
        stdout=stdout,
        env=env,
        pass_fds=fds,
        start_new_session=True,
    )
    assert process.stdin is not None
    # A program that ended at once is noticed by whoever watches it.
    with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(stdin)
    return process


def stop(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    """End processes: ask, wait, then force them and all they started."""
    for process in processes:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
    for process in processes:
        sweep(process)
        process.wait()


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a process and of those it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@dataclass(slots=True)
class Program:
    """A program that is to run all the time.  ``failures`` counts quick ends in a row."""

    name: str
    argv: Sequence[str]
    end_with: signal.Signals
    env: Mapping[str, str] | None = None
    fds: Sequence[int] = ()
    stdin: bytes = b""
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    _started: float = field(default=0.0)

    def keep_running(self) -> subprocess.Popen[bytes] | None:
        """Start it if it does not run; returns the process that was found ended, else None."""
        ended = self.process
        if ended and ended.poll() is None:
            return None
        if ended:
            sweep(ended)
            quick = time.monotonic() - self._started < SLOWEST_RESTART
            self.failures = self.failures + 1 if quick else 0
            self.process = None
            return ended
        if time.monotonic() - self._started >= self._pause():
            self._started = time.monotonic()
            self.process = spawn(
                self.argv, end_with=self.end_with, env=self.env, fds=self.fds, stdin=self.stdin
            )
        return None

    def _pause(self) -> float:
        """Seconds from one start to the next: none at first, longer for what ends again and again."""
        return min(SLOWEST_RESTART, 0.1 * 2**self.failures) if self.failures else 0.0
