"""What the descriptions of several requests share."""

from __future__ import annotations

__all__ = ["PAGE_NUMBERS_HELP", "SHRINK_HELP"]

PAGE_NUMBERS_HELP = {
    "description": "How page numbers in Word files are found: `layout`, `estimate`, or `auto`: by "
    "LibreOffice where it is installed, estimated in batches; else as the service is set"
}
SHRINK_HELP = {
    "description": "Whether texts and tables of slides that do not fit are made smaller, down to 8 points"
}
