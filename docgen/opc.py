"""Open Packaging Conventions (ECMA-376 part 2): a zip of parts, their types and their relationships.

A :class:`Package` is opened once for a template and never changes.  :func:`write`
makes a new file from it: parts that changed are compressed, every other member
is copied as the compressed bytes it already is.  Nothing here knows a tag, and
nothing here touches a disk or a network: member names are only names.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from lxml import etree

from docgen.errors import Problem, TemplateError
from docgen.zipping import Content, Member, archive, write_archive

__all__ = [
    "CONTENT_TYPES",
    "DOCUMENT_TYPES",
    "STRICT_TYPES",
    "Package",
    "PackageLimits",
    "Relationship",
    "parse_xml",
    "relative_target",
    "rels_name",
    "write",
    "write_to",
]

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NS = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS_NS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
STRICT_TYPES = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_OFFICE_DOCUMENT = "/relationships/officeDocument"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml."
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."

DOCUMENT_TYPES: Mapping[str, str] = {
    _WORD + "document.main+xml": "docx",
    _WORD + "template.main+xml": "docx",
    "application/vnd.ms-word.document.macroEnabled.main+xml": "docx",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": "docx",
    _SLIDES + "presentation.main+xml": "pptx",
    _SLIDES + "slideshow.main+xml": "pptx",
    _SLIDES + "template.main+xml": "pptx",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": "pptx",
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": "pptx",
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml": "pptx",
    _SHEETS + "sheet.main+xml": "xlsx",
    _SHEETS + "template.main+xml": "xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "xlsx",
}


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """What a package may hold at most; sizes in bytes after decompression."""

    members: int = 10_000
    part_bytes: int = 64 * 2**20
    total_bytes: int = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part; ``target`` is a part's name without leading slash, or an address."""

    id: str
    type: str
    target: str
    external: bool

    def is_kind(self, kind: str) -> bool:
        """Tell whether the type ends in ``/kind``, in the transitional and the strict form alike."""
        return self.type.endswith("/" + kind)


def refuse(code: str, message: str, hint: str = "", part: str = "") -> TemplateError:
    """Return the error for a file that cannot be a template at all."""
    return TemplateError(Problem(code, message, hint, part=part))


_DOCTYPE = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))


def parse_xml(data: bytes, part: str = "") -> etree._Element:
    """Parse one part; a document type, an entity or broken XML is a :class:`TemplateError`."""
    if any(mark in data for mark in _DOCTYPE):
        raise refuse(
            "xml-doctype", "The part declares a document type.", "Save the file again in Office.", part
        )
    try:
        return etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        )
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("xml-broken", f"The part is not well-formed XML: {error}.", part=part) from error


@lru_cache(maxsize=4096)
def rels_name(part: str) -> str:
    """Return the name of the part that holds the relationships of ``part``, of the package for ``""``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


@lru_cache(maxsize=4096)
def relative_target(source: str, target: str) -> str:
    """Return how a relationship of part ``source`` writes the part ``target``."""
    return posixpath.relpath(target, posixpath.dirname(source) or ".")


@dataclass(frozen=True)
class Package:
    """An opened file: its members in their order, checked, and read on demand."""

    members: Mapping[str, Member]
    limits: PackageLimits = field(default_factory=PackageLimits)
    _relationships: dict[str, Mapping[str, Relationship]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def open(cls, data: bytes, limits: PackageLimits | None = None) -> Package:
        """Open the bytes of an Office file.

        Every member is decompressed once and its checksum compared, so that a
        damaged file is refused here and not half way through a document.
        Raises :class:`TemplateError` for anything that is no sound package.
        """
        limits = limits or PackageLimits()
        package = cls(dict(_read_members(data, limits)), limits)
        if CONTENT_TYPES not in package:
            raise refuse(
                "not-office",
                "The file is a zip archive but not an Office file.",
                "Upload a .docx, .pptx or .xlsx file.",
            )
        return package

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes:
        """Return the decompressed bytes of a member."""
        return self.members[name].content()

    def xml(self, name: str) -> etree._Element:
        """Return the parsed root element of a member."""
        return parse_xml(self.read(name), name)

    @cached_property
    def _equivalent(self) -> dict[str, str]:
        return {_comparable(name): name for name in self.members}

    def name_of(self, part: str) -> str:
        """Return the member that a part's name means, else the name itself.

        Names differ neither by the case of letters nor by which characters are
        percent-encoded (ECMA-376 part 2, 6.2.2).
        """
        return part if part in self.members else self._equivalent.get(_comparable(part), part)

    @cached_property
    def is_strict(self) -> bool:
        """Whether the file is of the strict form, whose namespaces and relationship types are others."""
        return any(r.type.startswith(STRICT_TYPES) for r in self.relationships("").values())

    @cached_property
    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = self.xml(CONTENT_TYPES)
        defaults = {
            e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iter(_TYPES_NS + "Default")
        }
        overrides = {
            self.name_of(e.get("PartName", "").lstrip("/")): e.get("ContentType", "")
            for e in root.iter(_TYPES_NS + "Override")
        }
        return defaults, overrides

    def content_type(self, name: str) -> str:
        """Return the content type of a part, or an empty string."""
        defaults, overrides = self._types
        return overrides.get(name) or defaults.get(posixpath.splitext(name)[1].lstrip(".").lower(), "")

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """Return the relationships of a part (of the package for ``""``) by id, in their order."""
        if part not in self._relationships:
            self._relationships[part] = dict(self._read_relationships(part))
        return self._relationships[part]

    def _read_relationships(self, part: str) -> Iterator[tuple[str, Relationship]]:
        name = self.name_of(rels_name(part))
        elements = self.xml(name).iter(_RELS_NS + "Relationship") if name in self.members else ()
        for element in elements:
            yield element.get("Id", ""), self._relationship(part, element)

    def _relationship(self, part: str, element: etree._Element) -> Relationship:
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = self.name_of(_resolve(part, target))
        return Relationship(element.get("Id", ""), element.get("Type", ""), target, external)

    def related(self, part: str, kind: str) -> list[str]:
        """Return the names of the existing parts that ``part`` relates to by a type ending in ``kind``."""
        found = self.relationships(part).values()
        return [r.target for r in found if not r.external and r.is_kind(kind) and r.target in self.members]

    @cached_property
    def main_part(self) -> str:
        """The name of the part that is the document, presentation or workbook."""
        for relationship in self.relationships("").values():
            if relationship.type.endswith(_OFFICE_DOCUMENT) and relationship.target in self.members:
                return relationship.target
        raise refuse("not-office", "The file names no main document.", "Upload a .docx, .pptx or .xlsx file.")

    @cached_property
    def format(self) -> str:
        """``docx``, ``pptx`` or ``xlsx``, by the content type of the main part."""
        kind = self.content_type(self.main_part)
        if kind not in DOCUMENT_TYPES:
            raise refuse(
                "not-office",
                f"The main part has the type {kind or 'none'}, which is not Word, PowerPoint or Excel.",
                "Upload a .docx, .pptx or .xlsx file.",
                self.main_part,
            )
        return DOCUMENT_TYPES[kind]


def _comparable(name: str) -> str:
    return unquote(name).lower()


def _resolve(part: str, target: str) -> str:
    """Return the part that a relative reference means; an address with a scheme names no part."""
    try:
        address = urlsplit(target)
    except ValueError:
        return ""
    if address.scheme or address.netloc:
        return ""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), address.path)).lstrip("/")


def _read_members(data: bytes, limits: PackageLimits) -> Iterator[tuple[str, Member]]:
    infos = _directory(data)
    if len(infos) > limits.members:
        raise refuse("package-too-large", f"The file has {len(infos)} members; {limits.members} are allowed.")
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise refuse("package-too-large", f"The file would unpack to more than {limits.total_bytes} bytes.")
    seen: set[str] = set()
    for info in infos:
        if info.filename.endswith("/") and not info.file_size:
            continue
        _check_name(info.orig_filename, seen)
        is_types = info.filename.lower() == CONTENT_TYPES.lower()
        yield CONTENT_TYPES if is_types else info.filename, _member(data, info, limits)


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    if data.startswith(_OLE_MAGIC):
        raise refuse(
            "not-office",
            "The file is protected by a password, or of the old binary format.",
            "Open it in Office, remove the password and save it as .docx, .pptx or .xlsx.",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive_:
            return archive_.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        OverflowError,
        struct.error,
        NotImplementedError,
        EOFError,
    ) as error:
        raise refuse(
            "not-office",
            "The file is not an Office file, or it is damaged.",
            "Upload a .docx, .pptx or .xlsx file.",
        ) from error


def _check_name(name: str, seen: set[str]) -> None:
    bad = not name or len(name) > 400 or name.startswith("/") or any(c in name for c in "\\\0:")
    if bad or ".." in name.split("/"):
        raise refuse("package-bad-name", f"The file has a member with the unusual name {name[:60]!r}.")
    if name.lower() in seen:
        raise refuse("package-duplicate", f"The file has two members with the name {name[:60]!r}.")
    seen.add(name.lower())


def _member(data: bytes, info: zipfile.ZipInfo, limits: PackageLimits) -> Member:
    """Return a member with its compressed bytes, after one decompression that proves size and checksum."""
    if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse(
            "package-method", f"{info.filename} is encrypted or packed by a method Office does not use."
        )
    if info.file_size > limits.part_bytes:
        raise refuse("package-too-large", f"{info.filename} would unpack to {info.file_size} bytes.")
    start = info.header_offset
    header = data[start : start + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise refuse("package-damaged", f"{info.filename} cannot be read; the file is damaged.")
    begin = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    raw = data[begin : begin + info.compress_size]
    member = Member(info.compress_type, info.CRC, info.file_size, raw)
    _prove(member, info.filename)
    return member


def _prove(member: Member, name: str) -> None:
    try:
        sound = member.is_sound()
    except zlib.error:
        sound = False
    if not sound:
        raise refuse(
            "package-damaged",
            f"{name} cannot be read; the file is damaged.",
            "Save the file again in Office.",
        )


def write(
    package: Package,
    changed: Mapping[str, Content],
    dropped: frozenset[str] | set[str] = frozenset(),
) -> bytes:
    """Return a file with ``changed`` parts replaced or added and ``dropped`` parts gone.

    Members keep the package's order, new ones follow; unchanged ones are copied
    as compressed bytes.  The same arguments give the same bytes.
    """
    return archive(_entries(package, changed, dropped))


def write_to(
    file: BinaryIO,
    package: Package,
    changed: Mapping[str, Content],
    dropped: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Write what :func:`write` returns to a file, piece by piece."""
    write_archive(file, _entries(package, changed, dropped))


def _entries(
    package: Package, changed: Mapping[str, Content], dropped: Container[str]
) -> Iterator[tuple[str, Content | None]]:
    names = [name for name in package.members if name not in dropped]
    added = [name for name in changed if name not in package.members]
    return ((name, changed.get(name, package.members.get(name))) for name in [*names, *added])
