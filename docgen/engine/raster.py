"""The picture of points that stands beside a vector picture, for programs that do not draw SVG."""

from __future__ import annotations

import functools
import re
import struct
import zlib

from docgen.engine.rendering import Rendering
from docgen.engine.values import Image

__all__ = ["forms", "svg_extension"]

_SIDE = 1_600  # pixels of the longer side: sharp enough on half a page in print
_TEXT = re.compile(rb"<(?:\w+:)?text[\s>]")


def forms(image: Image, rendering: Rendering) -> tuple[Image, Image | None]:
    """Return a picture as every program shows it, and its vector form if it has one.

    Where an SVG cannot be drawn here, the first is an empty grey area, and a warning says so.
    """
    if image.kind != "svg":
        return image, None
    data = _drawn(image.data, image.width >= image.height) if _can_draw() else b""
    if not data:
        rendering.warn_once(
            "svg-not-drawn",
            "An SVG picture could not be drawn; programs that do not know SVG show a grey area in its place.",
            "Install docgen[svg], or send a PNG.",
        )
    return Image(data or _grey(), "png", image.width, image.height, image.alt, fit=image.fit), image


def svg_extension(relationship: str, drawing: str, relations: str) -> str:
    """Return the extension of a blip that names its vector form ([MS-ODRAWXML] 2.3.16, svgBlip)."""
    return (
        f'<a:extLst xmlns:a="{drawing}"><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        f'<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
        f'xmlns:r="{relations}" r:embed="{relationship}"/></a:ext></a:extLst>'
    )


@functools.cache
def _can_draw() -> bool:
    try:
        import resvg_py  # noqa: F401  # only whether it is there: the extra docgen[svg]
    except ImportError:
        return False
    return True


@functools.lru_cache(maxsize=32)
def _drawn(svg: bytes, is_wide: bool) -> bytes:
    import resvg_py  # an extra

    width, height = (_SIDE, None) if is_wide else (None, _SIDE)
    without_fonts = _TEXT.search(svg) is None
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg.decode(), width=width, height=height, skip_system_fonts=without_fonts
        )
    except ValueError:  # well-formed, but no picture
        return b""


@functools.cache
def _grey() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\0\xdd")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
