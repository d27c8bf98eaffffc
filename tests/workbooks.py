"""What every workbook must be for Excel to open it without a word; most validators see little of this.

``check_workbook`` runs on each workbook that a test makes (``tests/conftest.py``), so it parses a part once.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
from collections import Counter
from typing import Any

import openpyxl
import python_calamine
from openpyxl.formula.tokenizer import Tokenizer

from tests.workbook_objects import check_pivots, check_tables
from tests.workbook_parts import (
    CT,
    Book,
    R,
    S,
    only_once,
)
from tests.workbook_sheets import check_sheet

__all__ = ["check_workbook", "read"]

LARGE = 400_000
"""Bytes of a workbook from which on openpyxl, which is slow, does not have to read it."""


def read(data: bytes, **options: Any) -> Any:
    """Return a workbook as openpyxl reads it, which warns of what it does not know itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), **options)


def check_workbook(data: bytes) -> None:
    """Assert all of it."""
    book = Book(data)
    _check_members(book)
    _check_types(book)
    _check_relations(book)
    _check_book(book)
    for sheet in book.sheets:
        if sheet.root.tag == S + "worksheet":
            check_sheet(book, sheet)
    check_tables(book)
    check_pivots(book)
    assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [
        sheet.name for sheet in book.sheets
    ]
    if len(data) < LARGE:
        read(data)


# The package


def _check_members(book: Book) -> None:
    assert len(book.names) == len({name.lower() for name in book.names}), "duplicate members"
    for name, part in book.parts.items():
        if not name.startswith(("xl/media/", "xl/embeddings/")):
            assert b"<~" not in part and b"\xef\xb7\x94" not in part, f"markers are left in {name}"


def _check_types(book: Book) -> None:
    types = book.root("[Content_Types].xml")
    defaults = {e.get("Extension", "").lower() for e in types.iter(CT + "Default")}
    overrides = [e.get("PartName", "").lstrip("/") for e in types.iter(CT + "Override")]
    assert only_once(overrides), "types given twice"
    assert not set(overrides) - set(book.parts), "types of parts that are gone"
    missing = [n for n in book.parts if n not in overrides and n.rpartition(".")[2].lower() not in defaults]
    assert missing in ([], ["[Content_Types].xml"]), f"parts without a type: {missing}"
    plain = [n for n in book.parts if n.endswith(".xml") and n.startswith("xl/") and n not in overrides]
    assert not plain, f"parts without a type of their own: {plain}"


_OWN = {"chart", "table", "drawing", "comments", "worksheet", "threadedComment", "pivotTable", "vmlDrawing"}


def _check_relations(book: Book) -> None:
    owned: Counter[str] = Counter()
    for name in [name for name in book.parts if name.endswith(".rels")]:
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        assert owner in book.parts or owner == "", f"{name} belongs to nothing"
        relations = book.relations(owner)
        ids = [id_ for id_, _, _ in relations]
        assert only_once(ids), f"{name} gives an id twice"
        for _, kind, target in relations:
            assert not target or target in book.parts, f"{name}: {target} does not exist"
            owned[target] += kind in _OWN
        if owner.endswith(".xml"):
            used = {v for e in book.root(owner).iter() for n, v in e.attrib.items() if str(n).startswith(R)}
            assert used - {""} <= set(ids), f"{owner} uses relationships that are not there"
    assert not [target for target, count in owned.items() if count > 1 and target], "parts with two owners"


# The workbook


_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*|_xlnm\.\w+")


def _check_book(book: Book) -> None:
    root = book.root(book.main)
    names = [sheet.name for sheet in book.sheets]
    assert only_once(name.casefold() for name in names), "two sheets of one name"
    assert all(0 < len(n) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", n) for n in names), names
    assert only_once(e.get("sheetId") for e in root.iter(S + "sheet")), "two sheets of one id"
    defined = [(e.get("localSheetId"), e.get("name", "").casefold()) for e in root.iter(S + "definedName")]
    assert only_once(defined), "a name is defined twice"
    for element in root.iter(S + "definedName"):
        assert int(element.get("localSheetId", 0)) < len(names)
        assert _NAME.fullmatch(element.get("name", "")), f"no name: {element.get('name')}"
        assert element.text, f"the name {element.get('name')} means nothing"
        Tokenizer("=" + element.text)
    for view in root.iter(S + "workbookView"):
        assert int(view.get("activeTab", 0)) < len(names)
