"""Pictures, read from base64; only the header of the file is looked at."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from docgen.engine.values.plain import shown
from docgen.errors import Problem, RenderError

__all__ = ["Image", "image_from_bytes", "image_value"]

MAX_IMAGE_BYTES = 20 * 2**20
MAX_IMAGE_SIDE = 20_000
MAX_IMAGE_PIXELS = 100_000_000
MAX_IMAGE_CM = 140

_IMAGE_SHAPE = 'Give {"image": "<base64>"} with a PNG, JPEG or GIF file.'


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a file: its bytes, its kind (``png``, ``jpeg``, ``gif``) and its size in pixels.

    ``width_cm`` and ``height_cm`` are the size amid text that is wished for, one of
    them is enough; ``link`` is where a click leads.  In a frame of the template the
    frame decides.
    """

    data: bytes
    kind: str
    width: int
    height: int
    alt: str = ""
    width_cm: float | None = None
    height_cm: float | None = None
    link: str = ""

    def __str__(self) -> str:
        return self.alt

    @property
    def content_type(self) -> str:
        """The media type, such as ``image/png``."""
        return f"image/{self.kind}"


def image_value(value: object) -> Image:
    """Return the picture that plain data holds: ``{"image": "<base64>"}``.

    ``alt``, ``width_cm``, ``height_cm`` and ``link`` may stand beside it.  Nothing is
    decoded but the file's header.  Raises RenderError for anything else, a path or
    an address among them.
    """
    if isinstance(value, Image):
        return _dressed(image_from_bytes(value.data, value.alt), value.width_cm, value.height_cm, value.link)
    text = value.get("image") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(text, str):
        raise RenderError(Problem("not-an-image", f"{shown(value)} is not a picture.", _IMAGE_SHAPE))
    alt = value.get("alt") or ""
    if not isinstance(alt, str):
        raise RenderError(Problem("image-alt", f"The picture's alt is {shown(alt)}, not text."))
    image = image_from_bytes(_decoded(text), alt)
    return _dressed(image, value.get("width_cm"), value.get("height_cm"), value.get("link") or "")


def _dressed(image: Image, width: object, height: object, link: object) -> Image:
    """Return a picture with the size and the link that are wished for it."""
    if not isinstance(link, str):
        raise RenderError(Problem("image-link", f"The picture's link is {shown(link)}, not an address."))
    return replace(image, width_cm=_length(width), height_cm=_length(height), link=link)


def _length(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.01 <= value <= MAX_IMAGE_CM:
        hint = f"Give a number of centimetres up to {MAX_IMAGE_CM}."
        raise RenderError(Problem("image-size", f"The picture's size is {shown(value)}.", hint))
    return float(value)


def image_from_bytes(data: bytes, alt: str = "") -> Image:
    """Return a PNG, JPEG or GIF file as a picture; raises RenderError for other files and absurd sizes."""
    if len(data) > MAX_IMAGE_BYTES:
        raise _too_large(f"The picture has {len(data)} bytes; at most {MAX_IMAGE_BYTES} are possible.")
    kind, size = next(
        ((kind, read(data)) for magic, kind, read in _HEADERS if data.startswith(magic)), ("", None)
    )
    if not kind:
        raise RenderError(Problem("image-kind", "The picture is no PNG, JPEG or GIF file.", _IMAGE_SHAPE))
    if size is None or not all(size):
        hint = "Save the picture again and send the whole file."
        raise RenderError(Problem("image-broken", f"The picture is a damaged {kind.upper()} file.", hint))
    width, height = size
    if max(size) > MAX_IMAGE_SIDE or width * height > MAX_IMAGE_PIXELS:
        raise _too_large(f"The picture has {width} × {height} pixels.")
    return Image(data, kind, width, height, alt)


def _too_large(message: str) -> RenderError:
    return RenderError(Problem("image-too-large", message, "Scale it down before sending it."))


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


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">2I", data, 16)
    return width, height


def _gif_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 13:
        return None
    width, height = struct.unpack_from("<2H", data, 6)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the one that starts a frame."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">2H", data, at + 5)
            return width, height
        if marker in (0xD9, 0xDA):
            return None
        at += (
            2
            if marker == 0x01 or 0xD0 <= marker <= 0xD8
            else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        )
    return None


_HEADERS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int] | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png", _png_size),
    (b"\xff\xd8\xff", "jpeg", _jpeg_size),
    (b"GIF87a", "gif", _gif_size),
    (b"GIF89a", "gif", _gif_size),
)
