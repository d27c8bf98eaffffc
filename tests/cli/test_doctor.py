"""``docgen doctor``: what is there, what is missing, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def state(result: Any, name: str) -> str:
    """Return the first word of the line about a thing."""
    found = (line.split(None, 2) for line in result.stdout.splitlines())
    return next((words[0] for words in found if words[1] == name), "")


def test_each_thing_is_ok_or_missing_with_advice(run: Any) -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert [state(result, name) for name in ("Python", "packages", "database", "storage", "queue")] == [
        "ok"
    ] * 5
    assert "There is no template pptx/monthly_report/en." in result.stdout
    assert "Put it into the templates folder" in result.stdout


def test_a_broken_template_is_named(run: Any, templates: Path) -> None:
    (templates / "docx" / "monthly_report" / "en.docx").write_bytes(b"broken")
    assert "docx/monthly_report/en" in run("doctor").stdout


def test_a_queue_that_does_not_answer_is_missing(run: Any) -> None:
    result = run("doctor", env={"DOCGEN_REDIS_URL": "unix:///nowhere/queue.sock"})
    assert result.exit_code == 1
    assert state(result, "queue") == "missing"


def test_a_wrong_setting_is_a_finding_like_others(run: Any) -> None:
    result = run("doctor", env={"DOCGEN_PORT": "many"})
    assert result.exit_code == 1
    assert state(result, "settings") == "missing"
    assert "DOCGEN_PORT" in result.stdout


def test_looking_makes_nothing(run: Any, tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet"
    result = run("doctor", env={"DOCGEN_HOME": str(home)})
    assert (state(result, "database"), state(result, "storage")) == ("ok", "ok")
    assert not home.parent.exists()


def test_a_home_that_cannot_be_made_is_missing(run: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("doctor", env={"DOCGEN_HOME": str(tmp_path / "file" / "home")})
    assert (state(result, "database"), state(result, "storage")) == ("missing", "missing")
