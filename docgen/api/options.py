"""What the descriptions of several requests share."""

from __future__ import annotations

__all__ = ["ON_OVERFLOW_HELP", "PAGE_NUMBERS_HELP"]

PAGE_NUMBERS_HELP = {
    "description": "How page numbers in Word files are found: `layout`, `estimate`, or `auto`: by "
    "LibreOffice where it is installed, estimated in batches; else as the service is set"
}
ON_OVERFLOW_HELP = {
    "description": "What becomes of texts and tables that do not fit on slides: `warn` tells of them, "
    "`shrink` makes them smaller, too, down to 8 points, `ignore` does not measure, which is faster"
}
