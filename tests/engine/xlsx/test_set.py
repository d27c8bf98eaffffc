"""A set of small workbooks, one idea each: LibreOffice calculates what the plain model says, so do we."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from docgen.engine import compile
from tests.engine.xlsx.cases import CASES, Case, items
from tests.engine.xlsx.conftest import Filled, make_workbook
from tests.workbooks import read

COUNTS = [0, 1, 2, 500]
assert len(CASES) >= 60 and len({case.name for case in CASES}) == len(CASES)


@pytest.fixture(scope="module")
def compiled() -> Mapping[str, Any]:
    return {case.name: compile(make_workbook(case.sheets, case.build), name=case.name) for case in CASES}


def filled(compiled: Mapping[str, Any], case: Case, count: int) -> Filled:
    return Filled(compiled[case.name].render({"rows": items(count)}), [])


def differences(case: Case, count: int, data: bytes) -> list[str]:
    """Return where the values of a workbook are not those that the model expects."""
    book = read(data, data_only=True)
    found = []
    for cell, expected in case.values(items(count)).items():
        sheet, _, place = cell.rpartition("!")
        value = book[sheet][place].value if sheet in book.sheetnames else "no such sheet"
        wanted = pytest.approx(expected) if isinstance(expected, (int, float)) else expected
        if value != wanted and not (expected == "" and value is None):
            found.append(f"{case.name}, {count} items: {cell} is {value!r}, not {expected!r}")
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_names_cells_follows(compiled: Mapping[str, Any], case: Case) -> None:
    for count in COUNTS:
        done = filled(compiled, case, count)
        for place, expected in case.says.items():
            part, _, pattern = place.partition("|")
            assert re.findall(pattern, done.part(part).decode()) == list(expected(count)), (place, count)


@pytest.mark.libreoffice
@pytest.mark.parametrize("count", COUNTS)
def test_values_are_those_of_the_model_and_of_libreoffice(
    compiled: Mapping[str, Any], recalculate: Callable[..., list[Filled]], count: int
) -> None:
    # What holds no results is opened with few items only, which takes LibreOffice long enough.
    cases = [case for case in CASES if count <= 2 or case.values(items(1))]
    made = [filled(compiled, case, count) for case in cases]
    again = zip(cases, recalculate(*made), strict=True)
    assert not [text for case, done in again for text in differences(case, count, done.data)]
    stored = [
        text for case, done in zip(cases, made, strict=True) for text in differences(case, count, done.data)
    ]
    assert not stored


def test_every_result_is_stored(compiled: Mapping[str, Any]) -> None:
    assert not [text for case in CASES for text in differences(case, 2, filled(compiled, case, 2).data)]
