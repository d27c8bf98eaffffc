"""Workbooks that people fill in instead of writing JSON: made from a deliverable's schema, read back as data.

Works on bytes and plain data, so that the command line and a service can use it alike.
"""

from docgen.intake.making import make_workbook
from docgen.intake.reading import Intake, read_workbook

__all__ = ["Intake", "make_workbook", "read_workbook"]
