"""The catalogue as it ships, for every test of it."""

from __future__ import annotations

import pytest

from docgen.catalog import Catalog, open_catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Return the catalogue with the shipped templates and samples."""
    return open_catalog()
