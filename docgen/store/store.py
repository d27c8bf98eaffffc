"""One object that holds the records and the files, opened from two URLs."""

from __future__ import annotations

from docgen.errors import Problem
from docgen.store.batches import Batches
from docgen.store.database import Database, check_database, open_database, upgrade
from docgen.store.documents import Documents
from docgen.store.files import Files, check_files, open_files
from docgen.store.work import Work

__all__ = ["Store", "check_store", "open_store"]


class Store:
    """Records and files.  Safe for many threads; each process opens its own."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self.files = files
        self.documents = Documents(database, files)
        self.batches = Batches(database, files)
        self.work = Work(database, files)

    def check(self) -> dict[str, Problem | None]:
        """Return for ``database`` and ``storage`` why it cannot be used now, or None."""
        return {"database": self._database.check(), "storage": self.files.check()}

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()


def open_store(database_url: str, storage_url: str) -> Store:
    """Open the records and the files, and bring the tables to the newest form.

    Raises DataError if a URL leads nowhere or the database is too new.
    """
    files = open_files(storage_url)
    database = open_database(database_url)
    upgrade(database)
    return Store(database, files)


def check_store(database_url: str, storage_url: str) -> dict[str, Problem | None]:
    """Return for ``database`` and ``storage`` why it could not be used, or None; makes and changes nothing.

    Raises DataError for a URL that can never be used.
    """
    return {"database": check_database(database_url), "storage": check_files(storage_url)}
