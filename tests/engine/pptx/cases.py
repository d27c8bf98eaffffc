"""The set of small decks, one idea each."""

from __future__ import annotations

from tests.engine.pptx.case import Case
from tests.engine.pptx.object_cases import OBJECTS
from tests.engine.pptx.slide_cases import SLIDES
from tests.engine.pptx.table_cases import TABLES
from tests.engine.pptx.text_cases import LISTS, TEXT

__all__ = ["CASES", "Case"]

CASES = [*TEXT, *LISTS, *SLIDES, *TABLES, *OBJECTS]
