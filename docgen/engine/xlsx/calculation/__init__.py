"""Formulas calculated as reports need them, so that a reader which does not calculate shows figures.

Pure: the text of a formula in, a function out that looks cells up.  What is not surely known here (a
function, an order of texts, a day written as text) raises :class:`Unknown`, and the cell stays without a
result.
Nothing here knows XML.  Its words:

*Value*
    What a cell holds: a number, a text, a truth, one of Excel's errors, or nothing.
*Box*, *areas*
    A rectangle of cells on one sheet; several of these, as a union or a range over sheets names them.
*Grid*
    An array: values in rows and columns that stand in no cells.
*Node*
    A part of a formula: how it becomes one value, and, where it can, cells or an array.
*Lifted*
    A function or operator of single values that is given arrays works on each of their values.

The way of a formula: ``tokens``, ``parser`` (which asks ``operators``, ``pointers``, ``lifting`` and the
functions by family), then calls with cells.
"""

from docgen.engine.xlsx.calculation.formula import Formula, as_pieces, compile_formula, moving, shown
from docgen.engine.xlsx.calculation.nodes import Box, Cells, Grid, Lookup, Stretch, TableBox
from docgen.engine.xlsx.calculation.pointers import areas
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_text

__all__ = [
    "Box",
    "Cells",
    "ExcelError",
    "Formula",
    "Grid",
    "Lookup",
    "Stretch",
    "TableBox",
    "Unknown",
    "Value",
    "areas",
    "as_pieces",
    "as_text",
    "compile_formula",
    "moving",
    "shown",
]
