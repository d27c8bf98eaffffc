"""The connection to the database: SQLite by default, PostgreSQL for many machines, one code for both.

Only this module knows which of the two it is.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from docgen.errors import DataError, Problem
from docgen.store.folders import obstacle

__all__ = ["HEAD", "Database", "check_database", "open_database", "upgrade"]

HEAD = "0003"
_MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do as long as nothing else in the database uses it.
_UPGRADE_LOCK, _FILES_LOCK = 0x646F6301, 0x646F6302
_PATIENCE = 30
"""Seconds that a connection waits for another one's lock."""
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_PATIENCE * 1000}",
    "PRAGMA journal_mode = WAL",
    # Survives the end of any process; only a power cut may cost the last moments, never consistency.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)


class Database:
    """Transactions on one database; safe for many threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(docgen_read=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the data and waits for no writer."""
        with self._reading.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end, or rolls back if an exception leaves it."""
        with self.engine.begin() as connection:
            yield connection

    def lock_files(self, connection: Connection, *, exclusive: bool) -> None:
        """Keep deletion of files and recording of files apart until the transaction ends.

        SQLite has only one writer at a time, so there it needs nothing.
        """
        if connection.dialect.name == "postgresql":
            kind = "" if exclusive else "_shared"
            connection.execute(text(f"SELECT pg_advisory_xact_lock{kind}({_FILES_LOCK})"))

    def check(self) -> Problem | None:
        """Return why the database cannot be used now, or None."""
        try:
            with self.read() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            return _problem(error.orig)
        return None

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Connect to a database; makes the folder of a SQLite file.  Raises DataError for a useless URL."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return Database(_sqlite(parsed))
    try:
        engine = create_engine(parsed, pool_size=20, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise DataError(
            Problem("database-driver", f"{error.name} is not installed.", "Install docgen[postgres].")
        ) from error
    return Database(engine)


def check_database(url: str) -> Problem | None:
    """Return why the database cannot be used, or None; makes no file.  Raises DataError for a useless URL."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite" and not (file := _sqlite_file(parsed)).exists():
        found = obstacle(file.parent)
        return _folder_problem(file.parent, found) if found else None
    database = open_database(url)
    try:
        return database.check()
    finally:
        database.close()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise DataError(
            Problem(
                "database-url",
                "The database URL is not one that can be used.",
                "Use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.",
                place="DOCGEN_DATABASE_URL",
            )
        ) from error
    return parsed


def _sqlite(url: URL) -> Engine:
    _make_folder(_sqlite_file(url).parent)
    engine = create_engine(url, pool_size=20, max_overflow=60, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _sqlite_file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise DataError(
            Problem(
                "database-url",
                "SQLite needs a file, because several processes use it.",
                "Use sqlite:///PATH.",
                place="DOCGEN_DATABASE_URL",
            )
        )
    return Path(url.database)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(_folder_problem(folder, error)) from error


def _folder_problem(folder: Path, error: OSError) -> Problem:
    return Problem(
        "database-folder",
        f"The folder {folder} cannot be written to: {error.strerror}.",
        "Name a folder that can be written in.",
        place="DOCGEN_DATABASE_URL",
    )


def _prepare(connection: Any, _record: object) -> None:
    """Leave transactions to us: the driver's own would begin them as readers and upgrade too late."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        _execute_patiently(connection, pragma)


def _execute_patiently(connection: Any, pragma: str) -> None:
    """Run a pragma; SQLite itself does not wait while another connection changes the journal's mode."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute(pragma).close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("docgen_read")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def upgrade(database: Database) -> None:
    """Bring the tables to the newest form; many processes may do so at once.

    Raises DataError if the database cannot be reached or was made by a newer docgen.
    """
    try:
        with database.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
            if _version(connection) != HEAD:
                _migrate(connection)
    except DBAPIError as error:
        raise DataError(_problem(error.orig)) from error


def _version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Alembic takes a tenth of a second to import, and is rarely needed.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DataError(
            Problem(
                "database-version",
                f"The database cannot be brought to version {HEAD}: {error}.",
                "It may have been made by a newer docgen: use that one.",
            )
        ) from error


def _problem(error: BaseException | None) -> Problem:
    reason = str(error).strip().splitlines()[0] if error and str(error).strip() else "no reason given"
    return Problem(
        "database-unreachable",
        f"The database cannot be used: {reason}",
        "Check DOCGEN_DATABASE_URL, and that the database runs and may be written to.",
        place="DOCGEN_DATABASE_URL",
    )
