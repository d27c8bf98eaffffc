"""How a tag says a picture shall stand: ``image("cover")``, ``image(width="4cm", alt="Logo")``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from docgen.engine.values.images import FITS, MAX_CM, Image
from docgen.errors import Problem, RenderError, did_you_mean

__all__ = ["picture_options"]

_LENGTH = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(cm|mm|in|pt|px)?\s*")
_CM = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96}


def picture_options(image: Image, fit: str, width: Any, height: Any, **options: Any) -> Image:
    """Return a picture with what a tag says of it; raises RenderError for what no picture takes."""
    if fit not in FITS:
        hint = did_you_mean(str(fit), FITS)
        raise RenderError(Problem("wrong-argument", f"{str(fit)[:40]!r} is no way to fit a picture.", hint))
    changes: dict[str, Any] = {"fit": fit}
    if width is not None or height is not None:
        changes.update(width_cm=_centimetres(width), height_cm=_centimetres(height))
    for name, value in options.items():
        if name not in ("alt", "decorative"):
            hint = did_you_mean(name, ("width", "height", "alt", "decorative"))
            raise RenderError(Problem("wrong-argument", f"image knows no {name}.", hint))
        changes[name] = bool(value) if name == "decorative" else str(value)
    return replace(image, **changes)


def _centimetres(length: Any) -> float | None:
    """Return a length such as ``4cm``, ``1.5in``, ``120pt`` or a number of centimetres."""
    if length is None:
        return None
    match = _LENGTH.fullmatch(str(length))
    size = float(match[1].replace(",", ".")) * _CM[match[2] or "cm"] if match else 0.0
    if not 0 < size <= MAX_CM:
        message = f"{str(length)[:40]!r} is no size of a picture."
        raise RenderError(
            Problem("wrong-argument", message, 'Write width="4cm", or "40mm", "1.5in", "120pt".')
        )
    return size
