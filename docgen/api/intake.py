"""The items of a batch on their way in: from a JSON body or a stream of lines to documents to be made.

An item looks like the body of a single document; what it leaves out, the batch
says.  An item that does not fit becomes a rejected one, with pointers into it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any

from docgen.api.problems import Refused
from docgen.api.requests import planned_document
from docgen.catalog import Catalog
from docgen.errors import DataError, Problem
from docgen.payload import parse_object
from docgen.store import NewDocument, RejectedItem

__all__ = ["Common", "documents_of", "items_of_lines", "strictly", "upload"]

CHUNK = 1 << 16

MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Common:
    """What the items of a batch have in common."""

    deliverable: str
    formats: tuple[str, ...]
    language: str | None = None
    period: str = ""
    on_missing: str = "error"
    page_numbers: str = ""
    on_overflow: str = "warn"


class _Upload(io.RawIOBase):
    """A request's body that raises if less of it comes than was announced; web servers let that pass."""

    def __init__(self, source: IO[bytes], announced: int | None) -> None:
        self._source = source
        self._missing = announced or 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.read(len(buffer))
        self._missing -= len(data)
        if not data and self._missing > 0:
            raise Refused(400, Problem("broken-off", "The upload broke off.", "Send it again."))
        buffer[: len(data)] = data
        return len(data)


def upload(source: IO[bytes], announced: int | None) -> io.BufferedReader:
    """Return a request's body to read lines from; ``announced`` is its length in bytes, if that is known."""
    return io.BufferedReader(_Upload(source, announced), CHUNK)


def items_of_lines(stream: IO[bytes], longest: int) -> Iterator[dict[str, Any] | DataError]:
    """Yield the object of each line that is not blank, or what is wrong with it.

    A line may have ``longest`` bytes; the rest of a longer one is skipped.
    """
    while line := stream.readline(longest + 1):
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = stream.readline(longest)
            hint = f"An item may have {longest:,} bytes."
            yield DataError(Problem("too-long", "The line is too long.", hint))
        elif line.strip():
            yield _parsed(line)


def _parsed(line: bytes) -> dict[str, Any] | DataError:
    try:
        return parse_object(line)
    except DataError as error:
        return error


def documents_of(
    catalog: Catalog, common: Common, items: Iterable[Any]
) -> Iterator[NewDocument | RejectedItem]:
    """Yield for each item the document to make, or the rejected item with every problem of it."""
    for item in items:
        if isinstance(item, DataError):
            yield RejectedItem(item.problems)
            continue
        try:
            yield planned_document(catalog, _completed(catalog, common, item))
        except DataError as error:
            yield _rejected(error, item)


def _rejected(error: DataError, item: Any) -> RejectedItem:
    """The item as it is listed: with its customer's name and its metadata, as far as it has them."""
    found = item if isinstance(item, dict) else {}
    metadata = found.get("metadata")
    customer = _inner(_inner(found.get("data"), "customer"), "name")
    return RejectedItem(
        error.problems,
        data=item,
        title=customer[:200] if isinstance(customer, str) else "",
        metadata=metadata if isinstance(metadata, dict) else {},
    )


def _inner(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def strictly(items: Iterable[NewDocument | RejectedItem]) -> Iterator[NewDocument]:
    """Yield the documents, and at the end raise DataError with the problems of all rejected items.

    Pointers begin with ``/items/`` and the item's place from 0; at most 1,000 problems are listed.
    """
    problems: list[Problem] = []
    for position, item in enumerate(items):
        if isinstance(item, NewDocument):
            yield item
        else:
            root = f"/items/{position}"
            problems += (_rooted(problem, root) for problem in item.problems)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise DataError(problems[:MOST_PROBLEMS])


def _rooted(problem: Problem, root: str) -> Problem:
    """The problem with its pointer into the whole; a line and column of bad JSON stays beside it."""
    if problem.place.startswith("/") or not problem.place:
        return replace(problem, place=root + problem.place)
    return replace(problem, place=f"{root}: {problem.place}")


def _completed(catalog: Catalog, common: Common, item: Any) -> dict[str, Any]:
    """Return the item with what the batch says; raises DataError if it is no item."""
    if not isinstance(item, dict):
        raise DataError(Problem("type", "An item must be a JSON object.", 'Such as {"data": {…}}.'))
    if "data" not in item:
        hint = 'An item looks like {"data": {…}}, with the document\'s data inside.'
        raise DataError(Problem("required", "The item has no data.", hint, place="/data"))
    body = {
        "deliverable": common.deliverable,
        "formats": list(common.formats),
        "on_missing": common.on_missing,
        "page_numbers": common.page_numbers,
        "on_overflow": common.on_overflow,
        **({"language": common.language} if common.language else {}),
        **item,
    }
    if common.period and isinstance(body["data"], dict) and _has_period(catalog, body["deliverable"]):
        body["data"] = _with_period(body["data"], common.period)
    return body


def _with_period(data: Mapping[str, Any], period: str) -> dict[str, Any]:
    own = data.get("period", period)
    if own == period:
        return {**data, "period": period}
    hint = f"The batch is for {period}: send the item in a batch of its own period."
    raise DataError(Problem("period", f"The item is for {own!s:.20}.", hint, place="/data/period"))


def _has_period(catalog: Catalog, deliverable: Any) -> bool:
    found = catalog.deliverables.get(deliverable) if isinstance(deliverable, str) else None
    return found is not None and "period" in found.schema._declared_fields
