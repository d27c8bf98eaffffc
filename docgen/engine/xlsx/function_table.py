"""All functions that are calculated here, by name; what is missing is left to whoever opens the workbook.

Missing on purpose are TODAY and NOW, whose results change, and what needs to know rows that are hidden or
filtered (SUBTOTAL, AGGREGATE).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from docgen.engine.xlsx.functions import FUNCTIONS as FIGURES
from docgen.engine.xlsx.functions import Node, Scope, Value
from docgen.engine.xlsx.functions_choice import CHOICES
from docgen.engine.xlsx.functions_date import MOMENTS
from docgen.engine.xlsx.functions_lookup import LOOKUPS
from docgen.engine.xlsx.functions_number import NUMBERS
from docgen.engine.xlsx.functions_text import TEXTS

__all__ = ["FUNCTIONS"]

FUNCTIONS: Mapping[str, Callable[[Scope, Sequence[Node]], Value]] = {
    **FIGURES,
    **NUMBERS,
    **CHOICES,
    **TEXTS,
    **MOMENTS,
    **LOOKUPS,
}
