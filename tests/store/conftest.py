"""A store on each of the two databases; PostgreSQL where the machine has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.store import Store, open_store

PROGRAMS = ["/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/bin"]


def _programs() -> tuple[str, str]:
    found = [shutil.which(name, path=os.pathsep.join(_folders())) for name in ("initdb", "postgres")]
    if not all(found):
        pytest.skip("PostgreSQL is not on this machine (Debian: apt-get install postgresql)")
    return str(found[0]), str(found[1])


def _folders() -> list[str]:
    return [str(path) for pattern in PROGRAMS for path in Path("/").glob(pattern[1:])]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, without a port, ended after the tests."""
    initdb, server = _programs()
    # It refuses to run as root; then it runs as nobody, in a folder that nobody may enter.
    user = "nobody" if os.getuid() == 0 else None
    folder = Path("/tmp") / f"docgen-postgres-{os.getpid()}"
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    try:
        quiet = {"user": user, "cwd": "/tmp", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        make = [initdb, "-D", f"{folder}/data", "-A", "trust", "-U", "docgen", "-E", "UTF8", "--no-sync"]
        subprocess.run(make, check=True, **quiet)  # type: ignore[call-overload]  # the same options twice
        options = ["-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
        process = subprocess.Popen([server, "-D", f"{folder}/data", *options], **quiet)  # type: ignore[call-overload]  # as above
        try:
            yield _when_ready(f"postgresql://docgen@/postgres?host={folder}")
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder)


def _when_ready(url: str) -> str:
    import psycopg

    for _ in range(200):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return url
    raise TimeoutError(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/docgen.db"
        return
    import psycopg

    url = request.getfixturevalue("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    yield url


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """A store without anything in it."""
    opened = open_store(database_url, str(tmp_path / "files"))
    yield opened
    opened.close()
