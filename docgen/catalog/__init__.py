"""Programmes and deliverables: what can be made, from which data, and what is computed from it.

The public face of the catalogue.  It knows no Office format, no database and no web.
"""

from docgen.catalog.catalog import Catalog, Sample, open_catalog
from docgen.catalog.deliverable import Deliverable, Programme
from docgen.catalog.describing import Field

__all__ = ["Catalog", "Deliverable", "Field", "Programme", "Sample", "open_catalog"]
