"""Loops whose turns are all alike, made column by column instead of turn by turn.

A loop whose body holds only texts and plain values needs no code for each turn: for a few hundred turns at
once, each value becomes a column of finished texts, which are joined with the texts between them.  To type or
escape a whole column costs a fraction of what single values cost.  The document is the same as if the loop
ran turn by turn.  Nothing here knows a format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, repeat
from typing import Any

from jinja2 import nodes

__all__ = [
    "COLUMN",
    "FINISHED",
    "TURNS",
    "Batch",
    "Pattern",
    "Rows",
    "batches",
    "columns_of",
    "make_items",
    "pattern_of",
]

FINISHED = "::"
"""Internal filters whose names begin so return plain strings of markup, which are written as they are.

They depend on their value alone, so that the values of a column may pass them one after another.
"""

COLUMN = "[]"
"""What follows the name of such a filter in the name of the one that finishes a whole column."""

TURNS = 256
"""How many turns of a loop are made at once."""

_PURE_FILTERS = frozenset({":attribute", ":address", ":colour", ":number", ":span", ":string"})
_PURE = (
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.CondExpr, nodes.Concat),
    *(nodes.BinExpr, nodes.UnaryExpr, nodes.Const, nodes.Dict, nodes.Filter, nodes.Getattr, nodes.Getitem),
    *(nodes.Keyword, nodes.List, nodes.Name, nodes.Pair, nodes.Slice, nodes.Test, nodes.Tuple),
)
_COUNTERS = ("index", "index0", "first")


@dataclass(frozen=True, eq=False)
class Pattern:
    """The turns of one loop: the texts around its values, and what each value is.

    There is one text more than values.  A value's kind is the name of the filter that finishes it, empty for
    an escaped text, and ``?`` for what a condition leaves.
    """

    texts: tuple[str, ...]
    values: tuple[nodes.Node, ...]
    kinds: tuple[str, ...]

    @cached_property
    def woven(self) -> list[Iterable[str]]:
        """Every text again and again, with gaps between them for the columns of values."""
        woven: list[Iterable[str]] = [repeat(piece) for text in self.texts for piece in (text, "")]
        return woven[:-1]


class Batch(list[Any]):
    """Some items of a loop, ``begun`` turns after its begin."""

    __slots__ = ("_is_plain", "begun")

    def __init__(self, items: Iterable[Any], begun: int = 0) -> None:
        list.__init__(self, items)
        self.begun = begun
        self._is_plain: bool | None = None

    @property
    def is_plain(self) -> bool:
        """Whether all items are dictionaries and no more than that."""
        if self._is_plain is None:
            self._is_plain = set(map(type, self)) == {dict}
        return self._is_plain


class Rows:
    """Some turns of a loop as a column of finished texts for each value of its pattern."""

    __slots__ = ("columns", "count", "pattern")

    def __init__(self, pattern: Pattern, count: int, columns: Sequence[Sequence[str]]) -> None:
        self.pattern, self.count, self.columns = pattern, count, columns

    def text(self) -> str:
        """Return the turns, one after another."""
        if not self.columns:
            return self.pattern.texts[0] * self.count
        pieces = self.pattern.woven.copy()
        pieces[1::2] = self.columns
        return "".join(chain.from_iterable(zip(*pieces, strict=False)))


def batches(items: Iterable[Any]) -> Iterable[Batch]:
    """Return the items of a loop, some at a time."""
    if type(items) is list and len(items) <= TURNS:
        return (Batch(items),) if items else ()
    return _batches(items)


def _batches(items: Iterable[Any]) -> Iterator[Batch]:
    iterator, begun = iter(items), 0
    while batch := Batch(islice(iterator, TURNS), begun):
        yield batch
        begun += len(batch)


def make_items(item: Callable[[Any, str], Any]) -> Callable[[Batch, str], list[Any]]:
    """Return the function that looks up ``item.name`` for all items; ``item`` does it for one."""

    def docgen_items(batch: Batch, name: str) -> list[Any]:
        if batch.is_plain:
            try:
                return [values[name] for values in batch]
            except KeyError:
                pass  # one of them lacks it, or means a method
        return [item(value, name) for value in batch]

    return docgen_items


def columns_of(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Sequence[str]]]:
    """Return what finishes a column of values in place of each filter that finishes one.

    A filter ``::name`` may have such a function beside it as ``::name[]``.
    """
    singles = {name: f for name, f in filters.items() if name.startswith(FINISHED) and name[-1] != "]"}
    return {name: filters.get(name + COLUMN) or _repeated(one) for name, one in singles.items()}


def _repeated(one: Callable[..., str]) -> Callable[..., list[str]]:
    """Return a function that passes each value of a column through a filter."""
    needs_context = hasattr(one, "jinja_pass_arg")

    def column(context: Any, values: Iterable[Any], *arguments: Any) -> list[str]:
        first = (context,) if needs_context else ()
        return [one(*first, value, *arguments) for value in values]

    return column


def pattern_of(loop: nodes.For) -> Pattern | None:
    """Return the pattern of a loop, or None if its turns have to run one by one."""
    if loop.else_ or loop.recursive or (loop.test is not None and not _is_pure(loop.test, counters=False)):
        return None
    texts, values, kinds = [""], list[nodes.Node](), list[str]()
    for node in _flat(loop.body):
        if isinstance(node, nodes.TemplateData):
            texts[-1] += node.data
        elif _is_pure(node) or _is_plain_condition(node):
            values.append(node)
            kinds.append(_kind(node))
            texts.append("")
        else:
            return None
    return Pattern(tuple(texts), tuple(values), tuple(kinds))


def _flat(body: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
    for node in body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        else:
            yield node


def _kind(node: nodes.Node) -> str:
    if isinstance(node, nodes.If):
        return "?"
    return node.name if isinstance(node, nodes.Filter) and node.name.startswith(FINISHED) else ""


def _is_plain_condition(node: nodes.Node) -> bool:
    """Tell whether a condition does nothing but choose between texts and plain values."""
    if not isinstance(node, nodes.If) or not _is_pure(node.test):
        return False
    return all(
        isinstance(child, nodes.TemplateData) or _is_pure(child) or _is_plain_condition(child)
        for branch in (node.body, node.elif_, node.else_)
        for child in _flat(branch)
    )


def _is_pure(node: nodes.Node, counters: bool = True) -> bool:
    """Tell whether a value depends on nothing but the turn's item, and changes nothing."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop":
        return counters and node.attr in _COUNTERS
    if isinstance(node, nodes.Name) and node.name in ("loop", "caller", "self", "super"):
        return False
    if isinstance(node, nodes.Filter) and node.name.startswith(":"):
        if not node.name.startswith(FINISHED) and node.name not in _PURE_FILTERS:
            return False
    elif not isinstance(node, _PURE):
        return False
    return all(_is_pure(child, counters) for child in node.iter_child_nodes())
