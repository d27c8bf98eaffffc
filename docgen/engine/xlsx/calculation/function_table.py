"""All functions that are calculated here, by name; what is missing is left to whoever opens the workbook.

Missing on purpose are TODAY, NOW and RAND, whose results change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from docgen.engine.xlsx.calculation.arguments import Function
from docgen.engine.xlsx.calculation.choices import CHOICES, CHOSEN_RANGES
from docgen.engine.xlsx.calculation.conditions import CONDITIONS
from docgen.engine.xlsx.calculation.days import DAYS
from docgen.engine.xlsx.calculation.finance import FINANCE
from docgen.engine.xlsx.calculation.lookups import LOOKUP_RANGES, LOOKUPS
from docgen.engine.xlsx.calculation.nodes import Box, Grid, Node, Scope
from docgen.engine.xlsx.calculation.numbers import NUMBERS
from docgen.engine.xlsx.calculation.offsets import OFFSET_ARRAYS, OFFSET_RANGES, OFFSETS, not_one
from docgen.engine.xlsx.calculation.spilled import SPILLED
from docgen.engine.xlsx.calculation.statistics import STATISTICS
from docgen.engine.xlsx.calculation.subtotals import SUBTOTALS
from docgen.engine.xlsx.calculation.texts import TEXTS
from docgen.engine.xlsx.calculation.totals import TOTALS

__all__ = ["ARRAYS", "FUNCTIONS", "REFERENCES"]

FUNCTIONS: Mapping[str, Function] = {
    **TOTALS,
    **STATISTICS,
    **CONDITIONS,
    **SUBTOTALS,
    **NUMBERS,
    **CHOICES,
    **TEXTS,
    **DAYS,
    **FINANCE,
    **LOOKUPS,
    **OFFSETS,
    **dict.fromkeys(SPILLED, not_one),
}
REFERENCES: Mapping[str, Callable[[Scope, Sequence[Node]], Sequence[Box] | None]] = {
    **CHOSEN_RANGES,
    **LOOKUP_RANGES,
    **OFFSET_RANGES,
}
"""Those whose result can be cells: which ones, None if it is a value."""
ARRAYS: Mapping[str, Callable[[Scope, Sequence[Node]], Grid]] = {**OFFSET_ARRAYS, **SPILLED}
"""Those that make an array of what they are given where arrays count."""
