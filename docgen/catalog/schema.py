"""What payload schemas are made of: objects, parts, lists, and the values of :mod:`docgen.catalog.kinds`.

An object refuses keys that it does not know, a list has a bounded length, and what is optional
is present as None or empty once it is loaded, so that a template never meets a missing key.
"""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from docgen.catalog.kinds import (
    MAX_ITEMS,
    MAX_TEXT,
    Choice,
    Count,
    Day,
    Described,
    Flag,
    Flaw,
    Month,
    NullIsAbsent,
    Number,
    Picture,
    Text,
    flawed,
    kind_of,
)

__all__ = [
    "MAX_ITEMS",
    "MAX_TEXT",
    "Choice",
    "Count",
    "Day",
    "Described",
    "Flag",
    "Flaw",
    "Items",
    "Month",
    "Number",
    "Part",
    "Picture",
    "Schema",
    "Text",
    "Texts",
    "kind_of",
]


class Schema(ma.Schema):
    """An object whose unknown keys are problems."""

    error_messages: dict[str, Any] = {  # noqa: RUF012  # marshmallow declares it so
        "unknown": Flaw("unknown-field", "There is no such field here."),
        "type": Flaw("type", "Expected an object."),
    }

    class Meta:
        unknown = ma.RAISE


def listed(value: Any, expects: str, most: int = MAX_ITEMS) -> list[Any]:
    """Return the value as a list of bounded length, or raise."""
    if not isinstance(value, list | tuple):
        raise flawed("type", f"Expected a list of {expects}, not {kind_of(value)}.")
    if len(value) > most:
        raise flawed("too-many", f"The list has {len(value):,} items; at most {most:,} are allowed.")
    return list(value)


class Part(NullIsAbsent, fields.Nested):
    """An object with fields of its own; an optional one that is absent becomes one with only empty values."""

    def __init__(self, schema: type[Schema], description: str, *, optional: bool = False) -> None:
        metadata = {"description": description, "example": "an object"}
        messages: Any = {
            "required": [Flaw("required", "A required object is missing.", description)],
            "null": [Flaw("null", "Expected an object, not null.")],
        }
        self.inner_schema = schema
        if optional:
            instance = schema()
            super().__init__(
                schema, load_default=lambda: instance.load({}), metadata=metadata, error_messages=messages
            )
        else:
            super().__init__(schema, required=True, metadata=metadata, error_messages=messages)


class Items(NullIsAbsent, fields.Nested):
    """A list of up to 10,000 objects; an optional one that is absent is empty."""

    def __init__(
        self,
        schema: type[Schema],
        description: str,
        *,
        optional: bool = True,
        least: int = 0,
        most: int = MAX_ITEMS,
    ) -> None:
        metadata = {"description": description, "example": "a list of objects"}
        messages: Any = {
            "required": [Flaw("required", "A required list is missing.", description)],
            "null": [Flaw("null", "Expected a list, not null.")],
        }
        self.inner_schema, self.least, self.most = schema, least, most
        given: dict[str, Any] = {"load_default": list} if optional else {"required": True}
        super().__init__(schema, many=True, metadata=metadata, error_messages=messages, **given)

    def _deserialize(self, value: Any, attr: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        items = listed(value, "objects", self.most)
        if len(items) < self.least:
            raise _too_few(self.least)
        return super()._deserialize(items, attr, data, *args, **kwargs)


class Texts(Described):
    """A list of up to 10,000 texts (or of another plain field); one that is absent is empty."""

    expects = "a list"

    def __init__(self, inner: Described, *, optional: bool = True, least: int = 0) -> None:
        self.inner, self.least = inner, least
        super().__init__(
            inner.metadata["description"], inner.metadata["example"], optional=optional, empty=list
        )

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        items, errors = [], {}
        for index, item in enumerate(listed(value, "values")):
            try:
                items.append(self.inner.deserialize(item, attr, data))
            except ma.ValidationError as error:
                errors[index] = error.messages
        if errors:
            raise ma.ValidationError(errors, valid_data=items)
        if len(items) < self.least:
            raise _too_few(self.least)
        return items


def _too_few(least: int) -> ma.ValidationError:
    return flawed("too-few", f"The list is too short: {least} or more items are needed.")
