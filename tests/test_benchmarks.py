"""The measurements are fair and say what they found; how fast anything is, no test says."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from benchmarks import deck, excel, peers, review, word
from benchmarks.measure import SUBJECT, Unequal, Workload, measure
from benchmarks.report import Line, markdown, write


def workload(**contenders: bytes) -> Workload:
    """A workload whose contenders return ready bytes, read as text."""
    makers: dict[str, Callable[[], bytes]] = {name: partial(bytes, made) for name, made in contenders.items()}
    return Workload("tiny", "Tiny", makers, read=bytes.decode, rounds=3)


@pytest.mark.parametrize(
    "make",
    [partial(word.workload, "s"), partial(excel.workload, "s"), deck.workload, review.workload],
    ids=["word", "excel", "deck", "deck-60"],
)
def test_all_contenders_make_documents_that_say_the_same(make: Callable[[], Workload]) -> None:
    results = measure(make(), rounds=1)
    assert len(results) >= 2
    assert results[0].contender == SUBJECT


@pytest.mark.parametrize("peer", peers.SYNTAXES)
def test_peers_of_other_languages_get_the_same_template_with_tags_of_their_own(peer: str) -> None:
    ours, theirs = (word.read(word.build_template(tags)) for tags in (word.Jinja(), peers.SYNTAXES[peer]))
    assert not any(mark in text for text in theirs for mark in ("{{", "{%"))
    assert [text for text in theirs if text and "{" not in text] == [
        text for text in ours if text and "{" not in text
    ]


def test_contenders_whose_documents_differ_are_not_timed() -> None:
    with pytest.raises(Unequal, match="one says 'a', two 'b'"):
        measure(workload(one=b"a", two=b"b"))


def test_every_contender_has_a_time_for_each_round() -> None:
    results = measure(workload(one=b"a", two=b"a"))
    assert [(result.contender, len(result.milliseconds), result.size) for result in results] == [
        ("one", 3, 1),
        ("two", 3, 1),
    ]


def test_a_goal_is_met_by_ratio_or_by_rate() -> None:
    line = partial(Line, "w", "W", "peer")
    assert line(10.0, "ms", ratio=20.0, goal=20.0).verdict == "≥ 20: met"
    assert line(10.0, "ms", ratio=19.9, goal=20.0).verdict == "≥ 20: missed"
    assert line(10.0, "ms", ratio=30.0, processor_ratio=19.0, goal=20.0).verdict == "≥ 20: missed"
    assert line(61.0, "documents/s", goal=60.0).verdict == "≥ 60: met"
    assert line(10.0, "ms").verdict == ""


def test_a_limit_is_kept_by_the_figure() -> None:
    line = partial(Line, "w", "W", "docgen", unit="MB", limit=150.0)
    assert line(150.0).verdict == "≤ 150: met"
    assert line(150.1).verdict == "≤ 150: missed"


def test_the_report_is_a_table_for_people_and_data_for_programs(tmp_path: Path) -> None:
    lines = [
        Line("w", "Work", "docgen", 1.25, "ms", size=2048),
        Line("w", "Work", "peer", 25.0, "ms", ratio=20.0, goal=20.0),
    ]
    data, text = write(tmp_path / "results", lines)
    assert [line["figure"] for line in json.loads(data.read_text("utf-8"))["lines"]] == [1.25, 25.0]
    assert text.read_text("utf-8").startswith(markdown(lines))
    assert "| Work     | docgen | 1.25 ms |" in markdown(lines)
