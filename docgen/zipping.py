"""Zip archives written from compressed and uncompressed members alike.

The standard library's writer cannot take over bytes that are compressed
already; this one copies them, which is most of the speed of a document.  Dates
are fixed, so that the same members give the same archive.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Content", "Member", "archive"]

_STORED, _DEFLATED = 0, 8
_UTF8_NAME = 0x800
_DOS_DATE = 0x21  # 1980-01-01, the earliest that the format can say
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_FAST_FROM = 96 * 1024
_MAX = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """One member: compression method, CRC-32, size in bytes, and the bytes as they stand in the archive."""

    method: int
    crc: int
    size: int
    raw: bytes

    def content(self) -> bytes:
        """Return the decompressed bytes."""
        return self.raw if self.method == _STORED else zlib.decompress(self.raw, -15, max(self.size, 1))

    def is_sound(self) -> bool:
        """Decompress, never beyond the stated size, and compare size and checksum."""
        if self.method == _STORED:
            return len(self.raw) == self.size and zlib.crc32(self.raw) == self.crc
        inflate = zlib.decompressobj(-15)
        content = inflate.decompress(self.raw, self.size + 1)
        return inflate.eof and len(content) == self.size and zlib.crc32(content) == self.crc


Content = Member | bytes | Iterable[bytes]
"""What becomes a member: one that is compressed already, bytes, or a stream of them."""


def deflated(content: bytes | Iterable[bytes]) -> Member:
    """Compress a part, well if it is small and fast if it is large or streamed."""
    if isinstance(content, bytes):
        squeeze = zlib.compressobj(6 if len(content) < _FAST_FROM else 1, zlib.DEFLATED, -15)
        raw = squeeze.compress(content) + squeeze.flush()
        return Member(_DEFLATED, zlib.crc32(content), len(content), raw)
    squeeze = zlib.compressobj(1, zlib.DEFLATED, -15)
    crc, size, packed = 0, 0, bytearray()
    for chunk in content:
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        packed += squeeze.compress(chunk)
    packed += squeeze.flush()
    return Member(_DEFLATED, crc, size, bytes(packed))


def archive(entries: Iterable[tuple[str, Content | None]]) -> bytes:
    """Return a zip archive of the named entries in their order; what is not yet a member is compressed."""
    out, directory = bytearray(), bytearray()
    count = 0
    for name, content in _members(entries):
        local, central = _headers(name, content, len(out))
        out += local
        out += content.raw
        directory += central
        count += 1
    start = len(out)
    out += directory
    out += _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    return bytes(out)


def _members(
    entries: Iterable[tuple[str, Content | None]],
) -> Iterator[tuple[str, Member]]:
    for name, content in entries:
        if isinstance(content, Member):
            yield name, content
        elif content is not None:
            yield name, deflated(content)


def _headers(name: str, member: Member, offset: int) -> tuple[bytes, bytes]:
    raw_name = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    sizes = (member.crc, len(member.raw), member.size)
    if max(offset, *sizes[1:]) > _MAX:
        raise OverflowError("an archive of more than 4 GiB")
    shared = (20, flags, member.method, 0, _DOS_DATE, *sizes, len(raw_name), 0)
    local = _LOCAL.pack(b"PK\3\4", *shared) + raw_name
    central = _CENTRAL.pack(b"PK\1\2", 20, *shared, 0, 0, 0, 0, offset) + raw_name
    return local, central
