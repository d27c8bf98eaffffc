"""What the head of a PNG, JPEG or GIF file says: size, resolution, and which side is up.

Nothing is decoded; a file of many megabytes costs no more than a small one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["DPI", "Head", "head_of"]

DPI = 96.0
"""Pixels to an inch where a file does not say."""

_INCH, _METRE, _CENTIMETRE = 1.0, 39.3701, 2.54


@dataclass(frozen=True, slots=True)
class Head:
    """Kind, size in pixels (0 if damaged), pixels to an inch, and Exif's orientation (1 is upright)."""

    kind: str
    width: int = 0
    height: int = 0
    dpi: float = DPI
    orientation: int = 1


def head_of(data: bytes) -> Head | None:
    """Return what the head of a picture says, or None for a file of another kind."""
    return next((read(data) for magic, read in _READERS if data.startswith(magic)), None)


def _dpi(resolution: float, inches: float) -> float:
    """Return a resolution for an inch; absurd ones count as unsaid."""
    dpi = resolution / inches
    return dpi if 10 <= dpi <= 10_000 else DPI


def _png(data: bytes) -> Head:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return Head("png")
    width, height = struct.unpack_from(">2I", data, 16)
    dpi, at = DPI, 33
    while at + 21 <= len(data) and data[at + 4 : at + 8] not in (b"IDAT", b"IEND"):
        if data[at + 4 : at + 8] == b"pHYs" and data[at + 16] == 1:
            dpi = _dpi(struct.unpack_from(">I", data, at + 8)[0], _METRE)
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return Head("png", width, height, dpi)


def _gif(data: bytes) -> Head:
    if len(data) < 13:
        return Head("gif")
    width, height = struct.unpack_from("<2H", data, 6)
    return Head("gif", width, height)


def _jpeg(data: bytes) -> Head:
    """Walk the segments up to the one that starts a frame."""
    dpi, orientation = DPI, 1
    for marker, at, size in _segments(data):
        if marker == 0xE0 and data[at : at + 5] == b"JFIF\0" and size >= 14 and data[at + 7]:
            unit = _INCH if data[at + 7] == 1 else 1 / _CENTIMETRE
            dpi = _dpi(struct.unpack_from(">H", data, at + 8)[0], unit)
        elif marker == 0xE1 and data[at : at + 6] == b"Exif\0\0":
            orientation = _orientation(data[at + 6 : at + size])
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if at + 5 > len(data):
                break
            height, width = struct.unpack_from(">2H", data, at + 1)
            return Head("jpeg", width, height, dpi, orientation)
    return Head("jpeg")


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and size of the content of each segment before the pixels."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        elif marker in (0xD9, 0xDA):
            return
        else:
            size = int.from_bytes(data[at + 2 : at + 4], "big")
            yield marker, at + 4, size - 2
            at += 2 + size


def _orientation(exif: bytes) -> int:
    """Return the tag 0x0112 of the first directory of Exif data (Exif 2.3, 4.6.4), 1 where it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 14:
        return 1
    start = struct.unpack_from(f"{order}I", exif, 4)[0]
    if start + 2 > len(exif):
        return 1
    count = struct.unpack_from(f"{order}H", exif, start)[0]
    for at in range(start + 2, min(start + 2 + 12 * count, len(exif) - 11), 12):
        tag, kind = struct.unpack_from(f"{order}2H", exif, at)
        if tag == 0x0112 and kind == 3:
            found: int = struct.unpack_from(f"{order}H", exif, at + 8)[0]
            return found if 1 <= found <= 8 else 1
    return 1


_READERS: tuple[tuple[bytes, Callable[[bytes], Head]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
)
