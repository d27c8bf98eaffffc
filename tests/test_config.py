from __future__ import annotations

from pathlib import Path

import pytest

from docgen.config import SETTINGS, load_settings
from docgen.errors import DataError


def test_without_any_setting_everything_stays_on_this_machine() -> None:
    settings = load_settings({})
    assert settings.home == Path.home() / ".docgen"
    assert settings.database_url == f"sqlite:///{settings.home}/docgen.db"
    assert settings.storage_url == f"{settings.home}/files"
    assert (settings.redis_url, settings.host, settings.templates) == ("", "127.0.0.1", None)


def test_all_that_is_kept_follows_the_home() -> None:
    settings = load_settings({"DOCGEN_HOME": "/srv/docgen"})
    assert settings.database_url == "sqlite:////srv/docgen/docgen.db"
    assert settings.storage_url == "/srv/docgen/files"


def test_the_environment_goes_before_the_file_and_each_setting_tells_its_source(tmp_path: Path) -> None:
    file = tmp_path / "docgen.toml"
    file.write_text('port = 9000\nworkers = 3\nlog_level = "DEBUG"\n')
    settings = load_settings({"DOCGEN_CONFIG": str(file), "DOCGEN_PORT": "9001"})
    assert (settings.port, settings.workers, settings.log_level) == (9001, 3, "debug")
    sources = {setting.name: setting.source for setting in settings.described()}
    assert (sources["port"], sources["workers"], sources["host"]) == ("environment", "file", "default")
    assert sources["database_url"] == "home"


def test_every_setting_is_described_with_its_variable() -> None:
    described = load_settings({}).described()
    assert [setting.name for setting in described] == [key.name for key in SETTINGS]
    assert all(setting.meaning and setting.env == f"DOCGEN_{setting.name.upper()}" for setting in described)


def test_passwords_are_not_shown() -> None:
    settings = load_settings({"DOCGEN_DATABASE_URL": "postgresql://me:secret@db/x"})
    assert settings.database_url.endswith("me:secret@db/x")
    shown = {setting.name: setting.value for setting in settings.described()}
    assert shown["database_url"] == "postgresql://me:***@db/x"


def test_all_bad_values_are_named_at_once_with_what_fits() -> None:
    bad = {
        "DOCGEN_PORT": "http",
        "DOCGEN_WORKERS": "-1",
        "DOCGEN_DATABASE_URL": "mysql://me:secret@db/x",
        "DOCGEN_STORAGE_URL": "s3://bucket",
        "DOCGEN_TEMPLATES": "/no/such/folder",
        "DOCGEN_DOCUMENT_SECONDS": "nan",
        "DOCGEN_LOG_LEVEL": "loud",
    }
    with pytest.raises(DataError) as caught:
        load_settings(bad)
    assert {problem.place for problem in caught.value.problems} == set(bad)
    assert all(problem.hint for problem in caught.value.problems)
    assert "secret" not in str(caught.value)


def test_a_mistyped_name_is_found() -> None:
    with pytest.raises(DataError, match="Did you mean DOCGEN_WORKERS"):
        load_settings({"DOCGEN_WORKER": "3"})


def test_variables_of_other_programs_are_left_alone() -> None:
    load_settings({"DOCGEN_SOMETHING_ELSE": "3"})


def test_an_unknown_name_in_the_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "docgen.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(DataError, match="Did you mean port") as caught:
        load_settings({"DOCGEN_CONFIG": str(file)})
    assert caught.value.problems[0].file == str(file)


@pytest.mark.parametrize("content", ["port = ", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "docgen.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(DataError, match="cannot be read") as caught:
        load_settings({"DOCGEN_CONFIG": str(file)})
    assert caught.value.problems[0].file == str(file)


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert load_settings({"DOCGEN_PORT": ""}).port == 8000
