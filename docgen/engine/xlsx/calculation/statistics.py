"""Functions of how numbers are spread: middles, places, quantiles, deviations."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence

from docgen.engine.xlsx.calculation.arguments import Function, figures
from docgen.engine.xlsx.calculation.nodes import Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed
from docgen.engine.xlsx.calculation.remembering import remembered
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number

_SHORT = 32
__all__ = ["STATISTICS", "deviation", "median", "mode", "placed", "quantile", "variance"]


class Ordered(tuple[float, ...]):
    """Numbers in rising order."""

    __slots__ = ()


def ordered(found: Sequence[float]) -> Ordered:
    """Return some numbers in rising order."""
    return found if isinstance(found, Ordered) else Ordered(sorted(found))


def median(found: Sequence[float]) -> float:
    """Return the middle of some numbers; of none it is Excel's error."""
    if not found:
        raise ExcelError("#NUM!")
    found, middle = ordered(found), len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def mode(found: Sequence[float]) -> float:
    """Return the number that comes most often, of several the first; Excel's error if none comes twice."""
    counts = Counter(found)
    best = max(counts.values(), default=0)
    if best < 2:
        raise ExcelError("#N/A")
    return next(number for number in found if counts[number] == best)


def variance(found: Sequence[float], *, is_sample: bool) -> float:
    """Return the variance of some numbers, of a sample or of all; Excel's error if there are too few."""
    count = len(found) - is_sample
    if count < 1:
        raise ExcelError("#DIV/0!")
    mean = math.fsum(found) / len(found)
    return math.fsum((number - mean) ** 2 for number in found) / count


def deviation(found: Sequence[float], *, is_sample: bool) -> float:
    """Return the standard deviation; see :func:`variance`."""
    return math.sqrt(variance(found, is_sample=is_sample))


def placed(found: Sequence[float], place: float, *, is_large: bool) -> float:
    """Return the number that is the ``place``-th from above or below; Excel's error if there is none."""
    number = math.ceil(place)
    if not 1 <= number <= len(found):
        raise ExcelError("#NUM!")
    return ordered(found)[-number if is_large else number - 1]


def quantile(found: Sequence[float], share: float, *, is_inclusive: bool) -> float:
    """Return the number below which a share of the numbers lies, between two of them in proportion."""
    count = len(found)
    at = share * (count - 1) if is_inclusive else share * (count + 1) - 1
    if not found or not 0 <= share <= 1 or not 0 <= at <= count - 1:
        raise ExcelError("#NUM!")
    rising, low = ordered(found), math.floor(at)
    high = min(low + 1, count - 1)
    return rising[low] + (at - low) * (rising[high] - rising[low])


def _of_figures(work: Callable[[Sequence[float]], float]) -> Function:
    return lambda scope, arguments: work(figures(scope, arguments))


def _rising(scope: Scope, arguments: Sequence[Node]) -> Ordered:
    """Return the numbers of some arguments in rising order, those of one long range only once."""
    areas = pointed(scope, arguments[0]) if len(arguments) == 1 else None
    if areas is None or len(areas) != 1 or areas[0][3] - areas[0][1] < _SHORT:
        return ordered(figures(scope, arguments))
    box = scope.cells.trimmed(areas[0])
    size = box[3] - box[1] + 1
    return remembered(scope.cells, ("rising", box), size, lambda: ordered(figures(scope, arguments)))


def _with_number(work: Callable[[Sequence[float], float], float]) -> Function:
    """Return a function of numbers and one further number."""

    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 2:
            raise Unknown("arguments")
        return work(_rising(scope, arguments[:1]), as_number(arguments[1].run(scope)))

    return run


def _rank(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("RANK")
    number, found = as_number(arguments[0].run(scope)), _rising(scope, arguments[1:2])
    below, above = bisect_left(found, number), bisect_right(found, number)
    if below == above:
        raise ExcelError("#N/A")
    is_rising = len(arguments) > 2 and as_number(arguments[2].run(scope)) != 0
    return 1.0 + (below if is_rising else len(found) - above)


def _quantiles(*, is_inclusive: bool, parts: int) -> Function:
    def work(found: Sequence[float], number: float) -> float:
        share = number if parts == 1 else math.floor(number) / parts
        return quantile(found, share, is_inclusive=is_inclusive)

    return _with_number(work)


STATISTICS: dict[str, Function] = {
    "MEDIAN": lambda scope, arguments: median(_rising(scope, arguments)),
    **dict.fromkeys(("MODE", "MODE.SNGL"), _of_figures(mode)),
    **dict.fromkeys(("VAR", "VAR.S"), _of_figures(lambda found: variance(found, is_sample=True))),
    **dict.fromkeys(("VARP", "VAR.P"), _of_figures(lambda found: variance(found, is_sample=False))),
    **dict.fromkeys(("STDEV", "STDEV.S"), _of_figures(lambda found: deviation(found, is_sample=True))),
    **dict.fromkeys(("STDEVP", "STDEV.P"), _of_figures(lambda found: deviation(found, is_sample=False))),
    "LARGE": _with_number(lambda found, place: placed(found, place, is_large=True)),
    "SMALL": _with_number(lambda found, place: placed(found, place, is_large=False)),
    **dict.fromkeys(("PERCENTILE", "PERCENTILE.INC"), _quantiles(is_inclusive=True, parts=1)),
    "PERCENTILE.EXC": _quantiles(is_inclusive=False, parts=1),
    **dict.fromkeys(("QUARTILE", "QUARTILE.INC"), _quantiles(is_inclusive=True, parts=4)),
    "QUARTILE.EXC": _quantiles(is_inclusive=False, parts=4),
    **dict.fromkeys(("RANK", "RANK.EQ"), _rank),
}
