"""What goes into a workbook comes out of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.catalog import Catalog
from docgen.errors import DataError, MissingError
from docgen.intake import make_workbook, read_workbook
from tests.intake.conftest import cell, changed

SAMPLES = [
    (path.name.split(".")[0], path.name.split(".")[1])
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.json"))
]


@pytest.mark.parametrize(("deliverable", "language"), SAMPLES)
def test_the_data_of_every_sample_comes_back_as_it_was(
    catalog: Catalog, deliverable: str, language: str
) -> None:
    known = catalog.deliverable(deliverable)
    data = known.sample(language)
    found = read_workbook(catalog, make_workbook(known, language, data))
    assert (found.deliverable, found.language) == (deliverable, language)
    assert found.data == data


@pytest.mark.parametrize(("deliverable", "language"), SAMPLES)
def test_a_blank_workbook_filled_in_by_hand_gives_the_same(
    catalog: Catalog, deliverable: str, language: str
) -> None:
    known = catalog.deliverable(deliverable)
    full = load_workbook(io.BytesIO(make_workbook(known, language, known.sample(language))))

    def copy(book: Any) -> None:
        for sheet in book.worksheets:
            for row in full[sheet.title].iter_rows(min_row=3, min_col=2):
                for source in row:
                    if sheet.cell(source.row, source.column).value is None:  # what people write into
                        sheet.cell(source.row, source.column, source.value)

    blank = make_workbook(known, language)
    assert read_workbook(catalog, changed(blank, copy)).data == known.sample(language)


def test_a_blank_workbook_asks_for_every_required_field(catalog: Catalog) -> None:
    with pytest.raises(DataError) as caught:
        read_workbook(catalog, make_workbook(catalog.deliverable("monthly_report"), "en"))
    places = [problem.place for problem in caught.value.problems]
    assert all(place.startswith("sheet ") for place in places)
    assert "sheet Basics, cell C7" in places


TEXTS = [
    "=1+1",
    "'quoted",
    "1e5",
    "007",
    "2026-06-30",
    "a\nb",
    "TRUE",
    "#N/A",
    "<b>&amp;</b>",
    "－１",
    "a  b",
]


def test_texts_stay_what_they_are(catalog: Catalog) -> None:
    known = catalog.deliverable("monthly_report")
    data = known.sample("en")
    data["customer"]["profile"] = TEXTS[0]
    data["next_month"] = [{"title": text} for text in TEXTS]
    data["summary"]["highlights"] = TEXTS
    assert read_workbook(catalog, make_workbook(known, "en", data)).data == data


def test_an_entry_of_several_lines_in_a_list_in_one_cell_stays_one(catalog: Catalog) -> None:
    known = catalog.deliverable("service_plan")
    data = known.sample("en")
    data["path"][0]["content"] = ["first\nwith more", "second"]
    assert read_workbook(catalog, make_workbook(known, "en", data)).data == data


def test_numbers_stay_exact(catalog: Catalog) -> None:
    known = catalog.deliverable("monthly_report")
    data = known.sample("en")
    numbers = [0, 3, 0.1, 123456789012345, 0.3333333333333333, "12345678901234.567891"]
    data["value_entries"] = [{**data["value_entries"][0], "amount": number} for number in numbers]
    read = read_workbook(catalog, make_workbook(known, "en", data)).data
    assert known.load(read)["value_entries"] == known.load(data)["value_entries"]


def test_a_stored_picture_comes_back(catalog: Catalog) -> None:
    known = catalog.deliverable("monthly_report")
    data = known.sample("en")
    data["provider"]["logo"] = {"asset": "logo", "alt": "Our logo"}
    assert read_workbook(catalog, make_workbook(known, "en", data)).data == data


def test_data_that_the_workbook_has_no_place_for_is_refused(catalog: Catalog) -> None:
    known = catalog.deliverable("monthly_report")
    with pytest.raises(DataError, match="Did you mean customer"):
        make_workbook(known, "en", {**known.sample("en"), "custmer": {}})


def test_a_language_that_the_deliverable_lacks_is_refused(catalog: Catalog) -> None:
    with pytest.raises(MissingError, match="en, zh"):
        make_workbook(catalog.deliverable("monthly_report"), "fr")


def test_choices_are_shown_in_the_language_and_offered_as_a_list(sample_book: bytes) -> None:
    book = load_workbook(io.BytesIO(sample_book))
    found = cell(book, "risks[].severity")
    assert found.value in ("严重", "高", "中", "低")
    rules = found.parent.data_validations.dataValidation
    assert any(found.coordinate in rule.sqref and rule.type == "list" for rule in rules)


def test_only_answers_can_be_written_into(sample_book: bytes) -> None:
    book = load_workbook(io.BytesIO(sample_book))
    found = cell(book, "risks[].title")
    assert found.parent.protection.sheet
    assert not found.protection.locked
    assert found.parent.cell(3, found.column).protection.locked
    assert not cell(book, "customer.name").protection.locked


@pytest.mark.libreoffice
def test_libreoffice_saves_a_workbook_that_reads_the_same(
    convert: Callable[..., list[Path]], catalog: Catalog, sample_book: bytes, tmp_path: Path
) -> None:
    (tmp_path / "intake.xlsx").write_bytes(sample_book)
    [saved] = convert([tmp_path / "intake.xlsx"], "xlsx")
    data = read_workbook(catalog, saved.read_bytes()).data
    assert data == catalog.deliverable("monthly_report").sample("zh")
