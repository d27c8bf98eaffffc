"""JSON that is not JSON is answered with the place of the mistake."""

from __future__ import annotations

import pytest

from docgen.errors import DataError, Problem
from docgen.payload import parse_json, parse_object


def problem(raw: bytes) -> Problem:
    with pytest.raises(DataError) as caught:
        parse_object(raw)
    (found,) = caught.value.problems
    return found


def test_an_object_is_returned_as_it_is() -> None:
    assert parse_object('{"名": [1, 2.5, null, "é"]}'.encode()) == {"名": [1, 2.5, None, "é"]}


def test_a_byte_order_mark_is_no_part_of_the_data() -> None:
    assert parse_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'{"a": 1,\n  "b": }', "line 2, column 8"),
        (b"{'a': 1}", "line 1, column 2"),
        (b'{"a": 1} x', "line 1, column 10"),
        (b'{\n"a": "NaN",\n"b": NaN}', "line 3, column 6"),
        (b'{"a":\n-Infinity}', "line 2, column 1"),
        (b'{"a": "\xff"}', "line 1, byte 8"),
    ],
)
def test_a_mistake_is_placed_by_line_and_column(raw: bytes, place: str) -> None:
    assert problem(raw).place == place
    assert problem(raw).code == "json"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"  \n",
        b"[]",
        b'"text"',
        b"null",
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_no_document_can_show_is_refused_in_words(raw: bytes) -> None:
    found = problem(raw)
    assert found.code == "json"
    assert found.message


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse_json(b'"\\ud83d\\ude00"') == "\U0001f600"
