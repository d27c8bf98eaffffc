from __future__ import annotations

from pathlib import Path

from docgen.catalog import Catalog
from docgen.catalog.consulting.ledger import CONFIRMATION_DAYS, NOTICE_DAYS

PAGE = (Path(__file__).parents[2] / "docs" / "catalog.md").read_text(encoding="utf-8")


def test_the_page_names_every_deliverable_with_its_titles_and_formats(catalog: Catalog) -> None:
    for id, known in catalog.deliverables.items():
        row = next(line for line in PAGE.splitlines() if f"| `{id}` |" in line)
        assert f"{known.titles['en']} / {known.titles['zh']}" in row
        assert row.rstrip("| ").endswith(" ".join(known.formats))


def test_the_page_names_the_modules_that_there_are() -> None:
    folder = Path(__file__).parents[2] / "docgen" / "catalog"
    assert all(path.name in PAGE for path in folder.glob("[!_]*.py"))


def test_the_page_tells_the_periods_of_the_programme() -> None:
    assert (CONFIRMATION_DAYS, NOTICE_DAYS) == (5, 15)
    assert "within five working days" in PAGE and "fewer than 15 working days" in PAGE
