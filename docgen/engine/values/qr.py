"""QR codes, drawn by segno."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from docgen.engine.values.images import Image, image_from_bytes
from docgen.errors import Problem, RenderError

if TYPE_CHECKING:
    import segno

__all__ = ["LEVELS", "qr_image"]

LEVELS = ("l", "m", "q", "h")
"""How much of a code may be damaged: 7, 15, 25 and 30 percent (ISO/IEC 18004)."""

_SIDE = 480  # pixels at least, so that a code of some centimetres prints with sharp edges
_INCHES = 3 / 2.54  # how large a code is amid text if nobody says: 3 cm
_LONGEST = 2_953  # bytes, in the largest code with the weakest correction


def qr_image(text: str, error: str = "m") -> Image:
    """Return a QR code as a picture whose alternative text is what it says.

    Raises RenderError for a text that no code of this level of correction holds.
    """
    import segno  # slow to load, and most templates have no code

    if error.lower() not in LEVELS:
        raise RenderError(
            Problem(
                "wrong-argument",
                f"{error!r} is no level of correction.",
                'Write qr(error="m"): l, m, q or h.',
            )
        )
    size = len(text.encode("utf-8", "replace"))
    try:
        code = _code(text, error) if size <= _LONGEST else None
    except segno.DataOverflowError:  # what fits depends on the characters, too
        code = None
    if code is None:
        hint = "Shorten it; a link of up to about 300 characters is easy to scan."
        raise RenderError(
            Problem("qr-too-long", f"The text has {size} bytes, more than a QR code can hold.", hint)
        )
    out = io.BytesIO()
    modules = code.symbol_size()[0]
    code.save(out, kind="png", scale=-(-_SIDE // modules))
    image = image_from_bytes(out.getvalue(), alt=text)
    return replace(image, dpi=image.width / _INCHES)


def _code(text: str, error: str) -> segno.QRCode:
    """Return the code of a text; beyond ASCII always in UTF-8, as readers guess other encodings wrongly."""
    import segno

    mode, encoding = (None, None) if text.isascii() else ("byte", "utf-8")
    return segno.make_qr(text, error=error, mode=mode, encoding=encoding, boost_error=False)
