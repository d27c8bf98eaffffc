"""Excel's references, when rows, columns and sheets repeat or vanish: what they mean, and how they read then.

This package has no input or output and knows no XML: positions go in, text comes out.  Its words:

*Template row*, *output row*
    A row of the sheet as its owner wrote it, and a row of the finished sheet; both counted from 1.  Columns
    go the same way, and so do sheets.
*Axis*
    The rows of a template sheet, with its blocks.  *Gone* rows hold only tags and leave nothing behind.
*Block*
    Rows that come as often as the data says: a loop, or a condition (no time or once).  Blocks nest.
*Copy*
    One time that a block's body came.  The copies of a block are counted from 0 through the whole render,
    also where its outer block begins anew, so that one number tells which outer copies are meant.
*Placement*
    Where every row went in one render.  It is told of each copy as it comes, and keeps one number for it.
*Home*
    Where a formula stands in the template.
*Scope*
    The block of whose copy a reference is meant: the innermost one around its home that also holds the row.
*Span*
    The rows of a reference with their scopes, settled once for a template.
*Lane*
    Columns whose rows go their own way, where lists stand side by side; a sheet without such has none.
*Place*
    What an argument takes: one value, one range, several areas, or a list of ranges.

From outside a block, its rows are those of all copies where a range is taken, and the first copy for one
value. Copies that do not touch become several areas; where these are not legal, the range around them, and
a warning. What is left of a range whose cells are gone is a range of the same shape in the sheet's last
row, where no document writes: it is legal, blank, and counts for nothing.

The way of a workbook: make a ``BookPlan`` and a ``FormulaTemplate`` for each formula when the template is
compiled; in a render fill a ``Placement`` for each sheet, put them in a ``BookLayout``, then write formulas
with ``FormulaTemplate.text`` (or join ``row_pieces``) and everything else with the functions of ``ranges``.
"""

from docgen.engine.references.axis import COLUMNS, ROOT, ROWS, Axis, Block, Placement
from docgen.engine.references.book import BookLayout, BookPlan, SheetLayout, SheetPlan
from docgen.engine.references.formula import FORMULA_LENGTH, FormulaTemplate, Home, shifted
from docgen.engine.references.functions import Place
from docgen.engine.references.lanes import Lane, synchronised
from docgen.engine.references.notation import column_letters, column_number, position, quoted
from docgen.engine.references.ranges import (
    map_anchor,
    map_breaks,
    map_point,
    map_range_all,
    map_range_grown,
    map_split,
    map_sqref,
)

__all__ = [
    "COLUMNS",
    "FORMULA_LENGTH",
    "ROOT",
    "ROWS",
    "Axis",
    "Block",
    "BookLayout",
    "BookPlan",
    "FormulaTemplate",
    "Home",
    "Lane",
    "Place",
    "Placement",
    "SheetLayout",
    "SheetPlan",
    "column_letters",
    "column_number",
    "map_anchor",
    "map_breaks",
    "map_point",
    "map_range_all",
    "map_range_grown",
    "map_split",
    "map_sqref",
    "position",
    "quoted",
    "shifted",
    "synchronised",
]
