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
from functools import lru_cache
from typing import Any

try:
    from isal import isal_zlib as packer
except ImportError:  # no wheel for this platform: slower, and files a little smaller
    packer: Any = zlib  # type: ignore[no-redef]  # the same interface

__all__ = ["Content", "Member", "archive"]

_STORED, _DEFLATED = 0, 8
_UTF8_NAME = 0x800
_DOS_DATE = 0x21  # 1980-01-01, the earliest that the format can say
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5HL")
_END = struct.Struct("<4s4H2LH")
_LEVEL = 2 if packer is not zlib else 6
_FAST_LEVEL = 2 if packer is not zlib else 1
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
        raw = packer.compress(content, _LEVEL if len(content) < _FAST_FROM else _FAST_LEVEL, -15)
        return Member(_DEFLATED, zlib.crc32(content), len(content), raw)
    squeeze = packer.compressobj(_FAST_LEVEL, zlib.DEFLATED, -15)
    crc, size, packed = 0, 0, bytearray()
    for chunk in content:
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        packed += squeeze.compress(chunk)
    packed += squeeze.flush()
    return Member(_DEFLATED, crc, size, bytes(packed))


def archive(entries: Iterable[tuple[str, Content | None]]) -> bytes:
    """Return a zip archive of the named entries in their order; what is not yet a member is compressed."""
    out: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, member in _members(entries):
        local, central, raw_name = _headers(name, member.method, member.crc, len(member.raw), member.size)
        out += (local, member.raw)
        directory += (central, offset.to_bytes(4, "little"), raw_name)
        offset += len(local) + len(member.raw)
        if offset > _MAX:
            raise OverflowError("an archive of more than 4 GiB")
    listing = b"".join(directory)
    count = len(directory) // 3
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*out, listing, end))


def _members(entries: Iterable[tuple[str, Content | None]]) -> Iterator[tuple[str, Member]]:
    for name, content in entries:
        if isinstance(content, Member):
            yield name, content
        elif content is not None:
            yield name, deflated(content)


@lru_cache(maxsize=4096)
def _headers(name: str, method: int, crc: int, packed: int, size: int) -> tuple[bytes, bytes, bytes]:
    """Return a local header, the central one up to its offset, and the name; all documents need the same."""
    if max(packed, size) > _MAX:
        raise OverflowError("a member of more than 4 GiB")
    raw_name = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    shared = (20, flags, method, 0, _DOS_DATE, crc, packed, size, len(raw_name), 0)
    local = _LOCAL.pack(b"PK\3\4", *shared) + raw_name
    return local, _CENTRAL.pack(b"PK\1\2", 20, *shared, 0, 0, 0, 0), raw_name
