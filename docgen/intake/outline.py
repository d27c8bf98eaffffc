"""Which sheets and columns an intake workbook of a deliverable has, told by the schema that checks the data.

Single values stand on one sheet, below each other; lists of plain values on another, side by side;
every list of objects has a sheet of its own.  A list inside the items of a list is a sheet, too,
whose first column names the item that a row belongs to.  Nothing here knows a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docgen.catalog import Deliverable
from docgen.catalog.describing import first_at
from docgen.catalog.schema import Choice, Described, Flag, Items, Part, Schema, Texts

__all__ = ["FORM", "LISTS", "Column", "Outline", "Sheet", "outline"]

FORM, LISTS = "[form]", "[lists]"


@dataclass(frozen=True, slots=True)
class Column:
    """A field that people fill in; ``names`` lead to it from the object that its row stands for.

    ``options`` has what each key is called; ``many`` says that the field is a list of plain values.
    """

    key: str
    names: tuple[str, ...]
    kind: Described
    label: str
    explained: str
    section: str
    example: Any
    required: bool
    many: bool
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of objects: ``names`` lead to it from the data, or from the item of ``owner`` that has it."""

    path: str
    names: tuple[str, ...]
    label: str
    explained: str
    columns: tuple[Column, ...]
    owner: Sheet | None
    most: int

    @property
    def identity(self) -> Column:
        """The column by which rows of other sheets name a row of this one: the first that is required."""
        return next((c for c in self.columns if c.required and not c.many), self.columns[0])


@dataclass(frozen=True, slots=True)
class Outline:
    """All that an intake workbook asks for, in the order of the schema."""

    form: tuple[Column, ...]
    lists: tuple[Column, ...]
    sheets: tuple[Sheet, ...]


def outline(deliverable: Deliverable, language: str) -> Outline:
    """Return what the workbook of a deliverable asks for, in a language that the deliverable has."""
    draft = _Draft(deliverable, language)
    columns, sheets = draft.object(deliverable.schema, "", None)
    keys = {column.key for sheet in sheets for column in sheet.columns}
    return Outline(
        tuple(column for column in columns if not column.many),
        tuple(column for column in columns if column.many),
        tuple(_linked(sheet, keys) for sheet in sheets),
    )


def _linked(sheet: Sheet, keys: set[str]) -> Sheet:
    """The sheet without references to fields that this deliverable lacks."""
    columns = (c if c.source in keys else replace(c, source="") for c in sheet.columns)
    return replace(sheet, columns=tuple(columns))


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is at hand while the outline of one deliverable grows."""

    deliverable: Deliverable
    language: str

    def object(
        self, schema: type[Schema], path: str, owner: Sheet | None
    ) -> tuple[list[Column], list[Sheet]]:
        """Return the columns of an object, and the sheets of the lists in it."""
        columns: list[Column] = []
        sheets: list[Sheet] = []
        for names, field_, required, section in self._leaves(schema):
            key = path + ".".join(names)
            if isinstance(field_, Items):
                sheets += self._list(field_, key, names, owner)
            else:
                columns.append(self._column(field_, key, names, required, section))
        return columns, sheets

    def _leaves(
        self, schema: type[Schema], names: tuple[str, ...] = (), required: bool = True, section: str = ""
    ) -> Iterator[tuple[tuple[str, ...], Any, bool, str]]:
        for name, field_ in schema._declared_fields.items():
            inner = required and field_.required
            if isinstance(field_, Part):
                label, _ = self._caption(name, field_)
                yield from self._leaves(field_.inner_schema, (*names, name), inner, label)
            else:
                yield (*names, name), field_, inner, section

    def _list(self, items: Items, key: str, names: tuple[str, ...], owner: Sheet | None) -> Iterator[Sheet]:
        label, explained = self._caption(names[-1], items)
        path = f"{key}[]"
        bare = Sheet(path, names, label, explained, (), owner, items.most)
        columns, inner = self.object(items.inner_schema, f"{path}.", bare)
        whole = replace(bare, columns=tuple(columns))
        yield whole
        yield from (replace(sheet, owner=whole) if sheet.owner is bare else sheet for sheet in inner)

    def _column(self, field_: Any, key: str, names: tuple[str, ...], required: bool, section: str) -> Column:
        many = isinstance(field_, Texts)
        plain = field_.inner if many else field_
        label, explained = self._caption(names[-1], plain)
        key += "[]" if many else ""
        return Column(
            key=key,
            names=names,
            kind=plain,
            label=label,
            explained=explained,
            section=section,
            example=self._example(key, plain),
            required=required,
            many=many,
            options=self._options(plain),
            source=self.deliverable.references.get(key, ""),
        )

    def _caption(self, name: str, field_: Any) -> tuple[str, str]:
        return self.deliverable.caption(name, field_.metadata["description"], self.language)

    def _example(self, key: str, plain: Described) -> Any:
        found = first_at(self.deliverable.sample(self.language), key)
        return plain.metadata["example"] if found is None else found

    def _options(self, plain: Described) -> Mapping[str, str]:
        labels = self.deliverable.labels(self.language)
        if isinstance(plain, Flag):
            return labels["boolean"]
        if not isinstance(plain, Choice):
            return {}
        said = labels.get(plain.keys.group, {})
        return {key: said.get(key, key) for key in plain.keys}
