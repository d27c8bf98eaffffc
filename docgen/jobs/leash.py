"""Run a program that ends when its parent does: ``python leash.py SIGNAL PARENT PROGRAM ARGUMENT…``.

Run as a script of its own, without site packages: it starts in milliseconds
and needs no code between fork and exec in a process that may have threads.
Where the system knows no parent-death signal the program just runs.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int) -> None:
    """Ask Linux to send this process a signal when the thread that started it ends; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def main() -> None:
    """Tie this process to its parent and become the program."""
    number, parent, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    die_with_parent(number)
    if os.getppid() != parent:
        raise SystemExit("The parent ended before the program began.")
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
