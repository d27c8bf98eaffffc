"""Which arguments of Excel's functions take a range, and which a single value.

From outside a repeated block, a cell inside it means all its copies where a range is taken, and its first
copy elsewhere.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["Place", "argument_place", "is_sheet_spanning", "lifts_operators"]


class Place(Enum):
    """What a place takes."""

    VALUE = "v"
    """One value."""
    RANGE = "r"
    """One range."""
    AREAS = "a"
    """A range of several areas, in parentheses."""
    LIST = "l"
    """Any number of ranges, as further arguments."""


_LISTS = """
AND AVEDEV AVERAGE AVERAGEA CONCAT COUNT COUNTA DEVSQ GCD GEOMEAN HARMEAN KURT LCM MAX MAXA MEDIAN MIN MINA
MODE MODE.MULT MODE.SNGL MULTINOMIAL OR PRODUCT SKEW SKEW.P STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA SUM
SUMSQ VAR VAR.P VAR.S VARA VARP VARPA XOR
"""

# One letter for each argument, as in Place; what stands after the bar comes again.
_OTHERS = {
    "v|l": "NPV SUBTOTAL",
    "vv|l": "TEXTJOIN",
    "vvr|l": "AGGREGATE",
    "a": "AREAS",
    "av": "IRR LARGE PERCENTILE PERCENTILE.EXC PERCENTILE.INC QUARTILE QUARTILE.EXC QUARTILE.INC SMALL"
    " TRIMMEAN",
    "avv": "PERCENTRANK PERCENTRANK.EXC PERCENTRANK.INC",
    "vav": "RANK RANK.AVG RANK.EQ",
    "aa": "FREQUENCY",
    "|r": "HSTACK MAP SUMPRODUCT VSTACK",
    "r": "COLUMNS COUNTBLANK MDETERM MINVERSE ROWS TRANSPOSE",
    "rv": "ARRAYTOTEXT BYCOL BYROW COUNTIF",
    "rvv": "DROP EXPAND MIRR TAKE TOCOL TOROW UNIQUE WRAPCOLS WRAPROWS",
    "rvvv": "INDEX SORT Z.TEST ZTEST",
    "r|v": "CHOOSECOLS CHOOSEROWS",
    "r|rv": "AVERAGEIFS MAXIFS MINIFS SORTBY SUMIFS",
    "rrv": "FILTER XIRR",
    "rr": "CHISQ.TEST CHITEST CORREL COVAR COVARIANCE.P COVARIANCE.S F.TEST FTEST INTERCEPT MMULT PEARSON RSQ"
    " SLOPE STEYX SUMX2MY2 SUMX2PY2 SUMXMY2",
    "rrvv": "GROWTH LINEST LOGEST PROB T.TEST TREND TTEST",
    "rvr": "AVERAGEIF DAVERAGE DCOUNT DCOUNTA DGET DMAX DMIN DPRODUCT DSTDEV DSUM DVAR SUMIF",
    "|rv": "COUNTIFS",
    "vr": "FVSCHEDULE",
    "vrr": "FORECAST FORECAST.LINEAR LOOKUP XNPV",
    "vrv": "MATCH REDUCE SCAN",
    "vrvv": "HLOOKUP VLOOKUP XMATCH",
    "vrrvvv": "XLOOKUP",
    "vvr": "NETWORKDAYS WORKDAY",
    "vvvr": "NETWORKDAYS.INTL WORKDAY.INTL",
}
_SIGNATURES = dict.fromkeys(_LISTS.split(), "|l") | {
    name: letters for letters, names in _OTHERS.items() for name in names.split()
}

_LIFTING = """
AGGREGATE BYCOL BYROW CHOOSECOLS CHOOSEROWS DROP FILTER FREQUENCY HSTACK LOOKUP MAP MMULT REDUCE SCAN SORT
SORTBY SUMPRODUCT TAKE TOCOL TOROW TRANSPOSE UNIQUE VSTACK WRAPCOLS WRAPROWS XLOOKUP XMATCH
"""
_SHEET_SPANNING = """
AVERAGE AVERAGEA COUNT COUNTA HARMEAN KURT LARGE MAX MAXA MEDIAN MIN MINA PERCENTILE PERCENTILE.EXC
PERCENTILE.INC PRODUCT QUARTILE QUARTILE.EXC QUARTILE.INC RANK RANK.AVG RANK.EQ SKEW SMALL STDEV STDEV.P
STDEV.S STDEVA STDEVP STDEVPA SUM SUMSQ TRIMMEAN VAR VAR.P VAR.S VARA VARP VARPA
"""
_LIFTING_NAMES = frozenset(_LIFTING.split())
_SHEET_SPANNING_NAMES = frozenset(_SHEET_SPANNING.split())


def argument_place(function: str, index: int) -> Place:
    """Return what the argument of a function, counted from 0, takes; one value if the function is unknown."""
    fixed, _, again = _SIGNATURES.get(_plain(function), "").partition("|")
    if index < len(fixed):
        return Place(fixed[index])
    return Place(again[(index - len(fixed)) % len(again)]) if again else Place.VALUE


def lifts_operators(function: str) -> bool:
    """Return whether operators inside the function's arguments work on whole ranges."""
    return _plain(function) in _LIFTING_NAMES


def is_sheet_spanning(function: str) -> bool:
    """Return whether the function takes one range over several sheets."""
    return _plain(function) in _SHEET_SPANNING_NAMES


def _plain(function: str) -> str:
    """Return the name as people write it: files mark newer functions with ``_xlfn.`` and ``_xlws.``."""
    return function.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
