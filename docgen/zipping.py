"""Zip archives written from compressed and uncompressed members alike.

The standard library's writer cannot take over bytes that are compressed
already; this one copies them, which is most of the speed of a document.  Dates
are fixed, so that the same members give the same archive.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

try:
    from isal import isal_zlib as packer
except ImportError:  # no wheel for this platform: slower, and files a little smaller
    packer: Any = zlib  # type: ignore[no-redef]  # the same interface

__all__ = ["Content", "Member", "Segment", "archive", "deflated", "write_archive"]

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
_ZEROS = bytes(1 << 20)
_NOTHING = zlib.compress(b"", 6, -15)


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


class Segment:
    """Bytes from the middle of a part, compressed while what stands before them need not be known yet.

    They are added in their order, until :meth:`end`.
    """

    __slots__ = ("_squeeze", "crc", "pieces", "size")

    def __init__(self) -> None:
        self._squeeze: Any = packer.compressobj(_FAST_LEVEL, zlib.DEFLATED, -15)
        self.crc, self.size = 0, 0
        self.pieces: list[bytes] = []

    def add(self, chunk: bytes) -> int:
        """Compress some bytes; return how many bytes more that takes now."""
        self.crc, self.size = packer.crc32(chunk, self.crc), self.size + len(chunk)
        packed: bytes = self._squeeze.compress(chunk)
        if packed:
            self.pieces.append(packed)
        return len(packed)

    def end(self) -> None:
        """Round off to whole bytes, behind which another segment can stand."""
        if self._squeeze is not None:
            self.pieces.append(self._squeeze.flush(packer.Z_SYNC_FLUSH))
            self._squeeze = None


@dataclass(frozen=True, slots=True)
class Streamed:
    """A member that was compressed piece by piece."""

    method: int
    crc: int
    size: int
    pieces: Sequence[bytes]


Content = Member | bytes | Iterable[bytes | Segment]
"""What becomes a member: one that is compressed already, bytes, or a stream of them and of segments."""


def deflated(content: bytes) -> Member:
    """Compress a part, well if it is small and fast if it is large."""
    raw = packer.compress(content, _LEVEL if len(content) < _FAST_FROM else _FAST_LEVEL, -15)
    return Member(_DEFLATED, zlib.crc32(content), len(content), raw)


def _streamed(content: Iterable[bytes | Segment]) -> Streamed:
    crc, size, pieces = 0, 0, list[bytes]()
    for segment in _segments(content):
        segment.end()
        crc, size = _joined_crc(crc, segment), size + segment.size
        pieces += segment.pieces
    pieces.append(_NOTHING)
    return Streamed(_DEFLATED, crc, size, pieces)


def _segments(content: Iterable[bytes | Segment]) -> Iterator[Segment]:
    """Yield all of a stream as segments."""
    open_segment: Segment | None = None
    for chunk in content:
        if isinstance(chunk, Segment):
            if open_segment is not None:
                yield open_segment
            open_segment = None
            yield chunk
        else:
            open_segment = open_segment or Segment()
            open_segment.add(chunk)
    if open_segment is not None:
        yield open_segment


def _joined_crc(crc: int, segment: Segment) -> int:
    """Return the checksum of what has the first one, followed by a segment.

    A checksum goes on over any bytes as over zeros, and what the bytes add to it does not depend on what
    stood before them (it is a linear map).
    """
    found: int = segment.crc ^ _over_zeros(crc, segment.size) ^ _over_zeros(0, segment.size)
    return found


def _over_zeros(crc: int, size: int) -> int:
    for _ in range(size // len(_ZEROS)):
        crc = packer.crc32(_ZEROS, crc)
    return int(packer.crc32(_ZEROS[: size % len(_ZEROS)], crc))


def archive(entries: Iterable[tuple[str, Content | None]]) -> bytes:
    """Return a zip archive of the named entries in their order; what is not yet a member is compressed."""
    return b"".join(_pieces(entries))


def write_archive(file: BinaryIO, entries: Iterable[tuple[str, Content | None]]) -> None:
    """Write such an archive to a file, each member as soon as it is compressed."""
    for piece in _pieces(entries):
        file.write(piece)


def _pieces(entries: Iterable[tuple[str, Content | None]]) -> Iterator[bytes]:
    directory: list[bytes] = []
    offset = 0
    for name, content in entries:
        if content is None:
            continue
        member = content if isinstance(content, Member) else _packed(content)
        if isinstance(member, Member):
            packed = len(member.raw)
            local, central, raw_name = _headers(name, member.method, member.crc, packed, member.size)
            yield local
            yield member.raw
        else:
            packed = sum(map(len, member.pieces))
            local, central, raw_name = _headers(name, member.method, member.crc, packed, member.size)
            yield local
            yield from member.pieces
        directory += (central, offset.to_bytes(4, "little"), raw_name)
        offset += len(local) + packed
        if offset > _MAX:
            raise OverflowError("an archive of more than 4 GiB")
    listing = b"".join(directory)
    count = len(directory) // 3
    yield listing
    yield _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)


def _packed(content: bytes | Iterable[bytes | Segment]) -> Member | Streamed:
    return deflated(content) if isinstance(content, bytes) else _streamed(content)


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
