"""Pictures: read from base64 or from what is stored, and how they shall stand in a document."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from docgen.engine.values.assets import Assets, asset_bytes
from docgen.engine.values.picture_files import DPI, head_of
from docgen.engine.values.plain import shown
from docgen.engine.values.svg import clean_svg, is_svg
from docgen.errors import Problem, RenderError

__all__ = ["FITS", "MAX_CM", "Fit", "Image", "image_from_bytes", "image_value"]

MAX_IMAGE_BYTES = 20 * 2**20
MAX_IMAGE_SIDE = 20_000
MAX_IMAGE_PIXELS = 80_000_000
MAX_CM = 140  # beyond the largest paper that Word knows

Fit = Literal["contain", "cover", "stretch"]
FITS: tuple[Fit, ...] = ("contain", "cover", "stretch")

_IMAGE_SHAPE = 'Give {"image": "<base64>"} with a PNG, JPEG, GIF or SVG file.'


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a file: its bytes, its kind (``png``, ``jpeg``, ``gif``, ``svg``), its size in pixels.

    ``width_cm`` and ``height_cm`` are the size amid text that is wished for, one of
    them is enough; ``link`` is where a click leads.  In a frame of the template the
    frame decides, and ``fit`` says how it is filled: with the whole picture
    (``contain``), cut to the frame's shape (``cover``) or distorted (``stretch``).
    """

    data: bytes
    kind: str
    width: int
    height: int
    alt: str = ""
    width_cm: float | None = None
    height_cm: float | None = None
    link: str = ""
    dpi: float = DPI
    fit: Fit = "contain"
    decorative: bool = False

    def __str__(self) -> str:
        return self.alt

    @property
    def content_type(self) -> str:
        """The media type, such as ``image/png``."""
        return "image/svg+xml" if self.kind == "svg" else f"image/{self.kind}"


def image_value(value: object, assets: Assets | None = None) -> Image:
    """Return the picture that plain data holds: ``{"image": "<base64>"}`` or ``{"asset": "<id>"}``.

    ``alt``, ``decorative``, ``width_cm``, ``height_cm`` and ``link`` may stand beside
    it.  Raises RenderError for anything else, a path or an address among them.
    """
    if isinstance(value, Image):
        return value
    if not isinstance(value, Mapping) or not ("asset" in value or isinstance(value.get("image"), str)):
        raise RenderError(Problem("not-an-image", f"{shown(value)} is not a picture.", _IMAGE_SHAPE))
    alt = value.get("alt") or ""
    if not isinstance(alt, str):
        raise RenderError(Problem("image-alt", f"The picture's alt is {shown(alt)}, not text."))
    data = asset_bytes(value["asset"], assets) if "asset" in value else _decoded(value["image"])
    return _dressed(image_from_bytes(data, alt), value)


def _dressed(image: Image, value: Mapping[str, Any]) -> Image:
    """Return a picture with the size and the link that are wished for it."""
    link = value.get("link") or ""
    if not isinstance(link, str):
        raise RenderError(Problem("image-link", f"The picture's link is {shown(link)}, not an address."))
    return replace(
        image,
        width_cm=_length(value.get("width_cm")),
        height_cm=_length(value.get("height_cm")),
        link=link,
        decorative=value.get("decorative") is True,
    )


def _length(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.01 <= value <= MAX_CM:
        hint = f"Give a number of centimetres up to {MAX_CM}."
        raise RenderError(Problem("image-size", f"The picture's size is {shown(value)}.", hint))
    return float(value)


def image_from_bytes(data: bytes, alt: str = "") -> Image:
    """Return a PNG, JPEG, GIF or SVG file as a picture; raises RenderError for other files and absurd sizes.

    A JPEG that its camera marked as lying on its side is turned, as Office programs ignore the mark.
    """
    if len(data) > MAX_IMAGE_BYTES:
        raise _too_large(f"The picture has {len(data)} bytes; at most {MAX_IMAGE_BYTES} are possible.")
    kind, width, height, dpi = "svg", 0, 0, DPI
    if is_svg(data):
        data, *size = clean_svg(data)
        width, height = (max(1, round(side)) for side in size)
    elif head := head_of(data):
        kind, width, height, dpi = head.kind, head.width, head.height, head.dpi
    else:
        raise RenderError(
            Problem("image-kind", "The picture is no PNG, JPEG, GIF or SVG file.", _IMAGE_SHAPE)
        )
    _check_size(kind, width, height)
    if kind == "jpeg" and head and head.orientation > 1:
        data = _upright(data)
        if head.orientation > 4:
            width, height = height, width
    return Image(data, kind, width, height, alt, dpi=dpi)


def _check_size(kind: str, width: int, height: int) -> None:
    if not width or not height:
        hint = "Save the picture again and send the whole file."
        raise RenderError(Problem("image-broken", f"The picture is a damaged {kind.upper()} file.", hint))
    if max(width, height) > MAX_IMAGE_SIDE or width * height > MAX_IMAGE_PIXELS:
        raise _too_large(f"The picture has {width} × {height} pixels.")


def _too_large(message: str) -> RenderError:
    return RenderError(Problem("image-too-large", message, "Scale it down before sending it."))


def _upright(data: bytes) -> bytes:
    """Return a JPEG turned as its Exif data says, without that mark."""
    from PIL import Image as Raster  # pillow is slow to load; only photographs on their side need it
    from PIL import ImageOps, UnidentifiedImageError

    out = io.BytesIO()
    try:
        with Raster.open(io.BytesIO(data)) as picture:
            profile = picture.info.get("icc_profile")
            ImageOps.exif_transpose(picture).save(out, "JPEG", quality=92, icc_profile=profile)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        hint = "Save the picture again and send the whole file."
        raise RenderError(Problem("image-broken", "The picture is a damaged JPEG file.", hint)) from error
    return out.getvalue()


def _decoded(text: str) -> bytes:
    if len(text) > MAX_IMAGE_BYTES * 3 // 2:
        raise _too_large(f"The picture has more than {MAX_IMAGE_BYTES} bytes.")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        hint = _IMAGE_SHAPE
        if text.startswith("data:"):
            hint = "Leave out everything up to the first comma."
        elif len(text) < 300:
            hint += " Paths and addresses are not followed."
        raise RenderError(
            Problem("image-base64", f"The picture {shown(text)} is not base64.", hint)
        ) from error
