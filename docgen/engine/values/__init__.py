"""Values that are more than text: charts, pictures and formatted text, read from plain JSON.

They are data and nothing else: they know no document, no part and no XML, so
that one value fills a Word file as well as a deck.  Everything wrong with a
value is said at once, in the words of the data.
"""

from __future__ import annotations

from docgen.engine.values.assets import Assets
from docgen.engine.values.charts import Chart, ChartSeries, Number, chart_from_rows, chart_value
from docgen.engine.values.images import Image, image_from_bytes, image_value
from docgen.engine.values.plain import shown
from docgen.engine.values.qr import qr_image
from docgen.engine.values.rich import (
    Blocks,
    Cell,
    Inline,
    ListItem,
    Paragraph,
    Rich,
    RichText,
    Run,
    Subdocument,
    Table,
    rich_text_value,
)

__all__ = [
    "Assets",
    "Blocks",
    "Cell",
    "Chart",
    "ChartSeries",
    "Image",
    "Inline",
    "ListItem",
    "Number",
    "Paragraph",
    "Rich",
    "RichText",
    "Run",
    "Subdocument",
    "Table",
    "chart_from_rows",
    "chart_value",
    "image_from_bytes",
    "image_value",
    "qr_image",
    "rich_text_value",
    "shown",
]
