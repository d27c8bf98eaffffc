"""Templates in, documents out: the engine's public face.

    compiled = compile(template_bytes)
    document = compiled.render({"customer": {"name": "Northwind"}}, language="en")

A template is an ordinary Word, PowerPoint or Excel file.  The engine knows no
deliverable, no database and no network.
"""

from __future__ import annotations

from docgen.engine.annotated import annotate
from docgen.engine.compiled import Compiled, Rendered, compile
from docgen.engine.fields import check
from docgen.engine.limits import Limits
from docgen.engine.paging import Pages, Paginate, Steps
from docgen.engine.values import Assets

__all__ = [
    "Assets",
    "Compiled",
    "Limits",
    "Pages",
    "Paginate",
    "Rendered",
    "Steps",
    "annotate",
    "check",
    "compile",
]
