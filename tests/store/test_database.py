from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from docgen.errors import DataError
from docgen.store import open_store
from docgen.store.database import HEAD, Database, open_database, upgrade
from docgen.store.tables import metadata


@pytest.fixture
def database(database_url: str) -> object:
    opened = open_database(database_url)
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    upgrade(database)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "docgen:store/migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_many_can_open_a_new_database_at_once(database_url: str, tmp_path: Path) -> None:
    def look(_: int) -> int:
        store = open_store(database_url, str(tmp_path / "files"))
        try:
            return store.work.queued()
        finally:
            store.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(look, range(6))) == [0] * 6


def test_a_database_of_a_newer_docgen_is_left_alone(database: Database) -> None:
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DataError, match="newer docgen"):
        upgrade(database)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_cannot_be_used_is_refused_with_those_that_can(url: str) -> None:
    with pytest.raises(DataError) as caught:
        open_database(url)
    problem = caught.value.problems[0]
    assert (problem.code, problem.place) == ("database-url", "DOCGEN_DATABASE_URL")
    assert "sqlite:///PATH" in problem.hint


def test_a_database_that_is_not_there_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be used") as caught:
        open_store(f"postgresql://nobody:secret@/x?host={tmp_path}", str(tmp_path / "files"))
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "docgen.db").write_bytes(b"no database at all, but long enough to be looked at " * 50)
    with pytest.raises(DataError, match="cannot be used"):
        open_store(f"sqlite:///{tmp_path}/docgen.db", str(tmp_path / "files"))


def test_reading_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/docgen.db", str(tmp_path / "files"))
    writer = sqlite3.connect(tmp_path / "docgen.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert store.work.queued() == 0
    writer.close()
    store.close()


def test_the_parts_of_a_store_say_whether_they_can_be_used(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/docgen.db", str(tmp_path / "files"))
    assert store.check() == {"database": None, "storage": None}
    store.close()
