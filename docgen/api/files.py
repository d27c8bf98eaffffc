"""Sending files: media type, readable name, entity tag, ranges, and archives written as they are read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

__all__ = ["MEDIA_TYPES", "archive", "attachment", "send"]

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
EARLIEST = (1980, 1, 1, 0, 0, 0)


def attachment(name: str) -> str:
    """Return the Content-Disposition for a name in any script: RFC 8187, with a plain one for old clients."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    plain = "".join("_" if char in '"\\' or ord(char) < 32 else char for char in plain)
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def send(file: BinaryIO, *, name: str, format: str, size: int, digest: str) -> Response:
    """Answer with a file, or the range asked for, or 304; ``digest`` is its entity tag."""
    response = Response(
        wrap_file(request.environ, file),
        mimetype=MEDIA_TYPES.get(format, "application/octet-stream"),
        direct_passthrough=True,
    )
    response.call_on_close(file.close)
    response.headers["Content-Disposition"] = attachment(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = size
    response.set_etag(digest)
    response.cache_control.no_cache = True
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        file.close()
        raise
    return response


def archive(name: str, members: Iterable[tuple[str, bytes]]) -> Response:
    """Answer with a zip of the members, sent while they are read; the same members give the same bytes."""
    response = Response(_zipped(members), mimetype="application/zip")
    response.headers["Content-Disposition"] = attachment(name)
    return response


class _Window(io.RawIOBase):
    """A file for ``zipfile`` that keeps only what was not sent yet.

    It can be sought in, so that an entry's size is written before its data.
    """

    def __init__(self) -> None:
        self._sent = 0
        self._buffer = io.BytesIO()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._sent + self._buffer.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._buffer.seek(offset - self._sent if whence == io.SEEK_SET else offset, whence)
        return self.tell()

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes only
        return self._buffer.write(data)

    def take(self) -> bytes:
        """Return what was written since the last time and forget it."""
        data = self._buffer.getvalue()
        self._sent += len(data)
        self._buffer = io.BytesIO()
        return data


def _zipped(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    window = _Window()
    with zipfile.ZipFile(window, "w") as target:
        for name, data in members:
            # Office files are compressed already.
            method = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, data, compress_type=method)
            yield window.take()
    yield window.take()
