"""The fields that a deliverable offers, as a tree with what is known of their kinds.

The tree knows no template: what a tag does to a field is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["ITEM", "Tree", "field_tree", "kind_of", "list_of", "opened", "phrase"]

ITEM = "[]"
_PHRASES = {
    "list": "a list",
    "object": "an object with fields of its own",
    "chart": "the data of a chart",
    "picture": "a picture",
    "text": "a text",
    "key": "a text",
    "integer": "a number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "month": "a month",
}


class Tree(dict[str, "Tree"]):
    """The fields below a field, by name; ``[]`` is a list's item, ``*`` stands for any name.

    ``kind`` is what the deliverable says of the field itself: ``text``, ``picture``, ``chart``, …
    """

    kind: str = ""


def field_tree(fields: Iterable[str] | Mapping[str, str]) -> Tree:
    """Return the tree of dotted paths such as ``risks[].title``; a mapping gives their kinds, too."""
    root = Tree()
    for field in fields:
        node = root
        for step in field.replace("[]", ".[]").split("."):
            node = node.setdefault(step, Tree())
        node.kind = fields[field] if isinstance(fields, Mapping) else ""
    return root


def list_of(tree: Tree | None) -> Tree | None:
    """Return a list whose items are such fields."""
    if tree is None:
        return None
    found = Tree()
    found[ITEM] = tree
    return found


def opened(tree: Tree) -> Tree | None:
    """Return a node of the field tree; None where it allows anything."""
    return None if "*" in tree else tree


def kind_of(tree: Tree | None) -> str:
    """Return the kind of a field: ``list``, ``chart``, ``object``, …; ``value`` or nothing if unknown."""
    if tree is None:
        return ""
    if ITEM in tree:
        return "list"
    if tree.kind:
        return tree.kind
    if tree:
        return "chart" if "series" in tree else "object"
    return "value"


def phrase(kind: str) -> str:
    """Return what a person calls a kind."""
    return _PHRASES.get(kind, "a single value")
