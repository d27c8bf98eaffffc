"""A walk through the tags of a template: which fields they name, and what they ask of them.

Names are followed through loops and assignments down to the fields that a
deliverable offers.  No data is needed, and no format is known.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterator, Mapping

from jinja2 import nodes

from docgen.engine.blocks import pair
from docgen.engine.diagnosis import completed, parsed
from docgen.engine.field_tree import ITEM, Tree, list_of, opened
from docgen.engine.foreign import meant_otherwise
from docgen.engine.kinds import column_problems, filter_problem, loop_problem, print_problem
from docgen.engine.program import checking_environment
from docgen.engine.source import Mark, Source
from docgen.errors import Problem

__all__ = ["BrokenWalk", "Walk"]

_SCOPES = {"for", "macro", "call", "with"}
_SAME_LIST = {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"}
_SAME_LIST |= {"docgen_or_blank"}
_ONE_OF_LIST = {"first", "last", "min", "max"}
_OBJECT_NAMES = frozenset(name for name in dir(dict) if name[0] != "_")
_VALUE_NAMES = frozenset(dir(str)) | frozenset(dir(dt.datetime))
"""What a value without fields of its own may be asked for: ``{{ start.year }}``, ``{{ name.upper() }}``."""


class Walk:
    """One walk through compiled tags, with the names that are in scope.

    ``mark_of`` gives the tag on a line of the source.
    """

    def __init__(self, source: Source, fields: Tree, mark_of: Callable[[int], Mark | None]) -> None:
        self.source, self.fields, self.mark_of = source, fields, mark_of
        names = checking_environment(source.dialect).globals
        self.scopes: list[dict[str, Tree | None]] = [dict.fromkeys(names)]
        self.scopes[0].update(dict.fromkeys(("loop", "caller", "varargs", "kwargs", "self", "super")))
        self.found: list[Problem] = []
        self._around: nodes.Node | None = None
        """What the expression that is being looked at stands in, as far as that tells what it is."""

    def through(self, tree: nodes.Node) -> list[Problem]:
        """Return the problems of everything below a node."""
        self.visit(tree)
        return self.found

    def visit(self, node: nodes.Node) -> None:
        """Look at a statement."""
        if isinstance(node, nodes.For):
            self._visit_for(node)
        elif isinstance(node, nodes.Assign):
            self._bind(node.target, self.resolve(node.node))
        elif isinstance(node, (nodes.Macro, nodes.CallBlock)):
            self._visit_scope(node, {arg.name: None for arg in node.args})
        elif isinstance(node, nodes.With):
            bound = zip(node.targets, [self.resolve(value) for value in node.values], strict=True)
            self._visit_scope(node, {t.name: v for t, v in bound if isinstance(t, nodes.Name)})
        elif isinstance(node, nodes.Output):
            self._visit_output(node)
        elif isinstance(node, nodes.Expr):
            self.resolve(node)
        else:
            self._visit_children(node)

    def _visit_output(self, node: nodes.Output) -> None:
        for child in node.nodes:
            value, below = child, self.resolve(child)
            while isinstance(value, nodes.Filter) and value.name.startswith(":") and value.node is not None:
                value = value.node
            if isinstance(value, (nodes.Name, nodes.Getattr)):
                self._note(value, print_problem(self._written(value), below))

    def _visit_children(self, node: nodes.Node) -> None:
        if isinstance(node, (nodes.Macro, nodes.AssignBlock)):
            self.scopes[-1][
                node.name if isinstance(node, nodes.Macro) else getattr(node.target, "name", "")
            ] = None
        for child in node.iter_child_nodes():
            self.visit(child)

    def _visit_scope(self, node: nodes.Node, names: Mapping[str, Tree | None]) -> None:
        if isinstance(node, nodes.Macro):
            self.scopes[-1][node.name] = None
        self.scopes.append(dict(names))
        for child in getattr(node, "body", []):
            self.visit(child)
        self.scopes.pop()

    def _visit_for(self, node: nodes.For) -> None:
        items = self._looped(node)
        self.scopes.append({})
        self._bind(node.target, items.get(ITEM) if items else None)
        for child in [*([node.test] if node.test else []), *node.body]:
            self.visit(child)
        self.scopes.pop()
        for child in node.else_:
            self.visit(child)

    def _looped(self, node: nodes.For) -> Tree | None:
        """Return the fields below what a loop runs over; what is no list is a problem."""
        items, value = self.resolve(node.iter), node.iter
        while isinstance(value, nodes.Filter) and value.name.startswith(":") and value.node is not None:
            value = value.node
        if isinstance(value, (nodes.Name, nodes.Getattr)):
            self._note(value, loop_problem(self._written(value), items, self.fields))
        return items

    def _bind(self, target: nodes.Node, value: Tree | None) -> None:
        for name in target.find_all(nodes.Name):
            self.scopes[-1][name.name] = None
        if isinstance(target, nodes.Name):
            self.scopes[-1][target.name] = value

    def resolve(self, node: nodes.Node) -> Tree | None:
        """Return the fields below an expression, or None where nothing can be said."""
        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Getattr):
            return self._step(node, node.node, node.attr)
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self._filter(node)
        around, self._around = self._around, node
        for child in node.iter_child_nodes():
            self.resolve(child)
        self._around = around
        return None

    def _filter(self, node: nodes.Filter) -> Tree | None:
        if node.name in ("default", "d"):
            return None  # a default says that the field may be absent
        assert node.node is not None
        below = self.resolve(node.node)
        around, self._around = self._around, node
        for argument in [*node.args, *(keyword.value for keyword in node.kwargs)]:
            self.resolve(argument)
        self._around = around
        if node.name in ("image", "chart"):
            self._drawn(node, below)
            return None
        if node.name in ("pages", "fit"):
            return list_of(below)
        if node.name in _SAME_LIST or node.name.startswith(":"):
            return below
        return below.get(ITEM) if below and node.name in _ONE_OF_LIST else None

    def _drawn(self, node: nodes.Filter, below: Tree | None) -> None:
        """Look at the value of a picture or chart, and at the columns that a chart takes."""
        assert node.node is not None
        written = self._written(node.node)
        columns = [*node.args, *(keyword.value for keyword in node.kwargs)]
        self._note(node, filter_problem(node.name, written, below, bool(columns)))
        if node.name == "chart":
            names = [const.value for column in columns for const in _constants(column)]
            for problem in column_problems(written, below, names):
                self._note(node, problem)

    def _name(self, node: nodes.Name) -> Tree | None:
        for scope in reversed(self.scopes):
            if node.name in scope:
                return scope[node.name]
        if node.name.startswith("docgen_"):
            return None  # a name of the engine's own
        if node.name in self.fields:
            return opened(self.fields[node.name])
        self._report(node, node.name, node.name, self.fields)
        return None

    def _item(self, node: nodes.Getitem) -> Tree | None:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._step(node, node.node, node.arg.value)
        self.resolve(node.arg)
        below = self.resolve(node.node)
        return below.get(ITEM) if below else None

    def _step(self, node: nodes.Node, owner: nodes.Node, name: str) -> Tree | None:
        below = self.resolve(owner)
        if below is None:
            return None
        if name in below:
            return opened(below[name])
        if name not in (_OBJECT_NAMES if below else _VALUE_NAMES):
            self._report(node, name, f"{self._written(owner)}.{name}", below)
        return None

    def _report(self, node: nodes.Node, name: str, written: str, known: Tree) -> None:
        close = difflib.get_close_matches(name, [k for k in known if k != ITEM], 1, 0.6)
        prefix = written[: len(written) - len(name)]
        hint = f"Did you mean {prefix}{close[0]}?" if close else _offer(known, prefix)
        if isinstance(node, nodes.Name):
            hint = meant_otherwise(node, self._around, is_near=bool(close)) or hint
        self._note(node, Problem("missing-field", f"There is no field {written}.", hint))

    def _note(self, node: nodes.Node, problem: Problem | None) -> None:
        """Keep a problem with the place of the tag that a node comes from."""
        mark = self.mark_of(node.lineno) if problem else None
        if problem and mark is not None:
            problem = problem.at(part=mark.part, place=mark.place, tag=mark.tag.text)
        if problem:
            self.found.append(problem)

    def _written(self, node: nodes.Node) -> str:
        """Return an expression as its author wrote it."""
        if isinstance(node, nodes.Name):
            return self.source.aliases.get(node.name, node.name)
        if isinstance(node, nodes.Getattr):
            return f"{self._written(node.node)}.{node.attr}"
        return "…"


class BrokenWalk(Walk):
    """A walk tag by tag, where the tags together cannot be compiled."""

    def __init__(self, source: Source, fields: Tree) -> None:
        super().__init__(source, fields, lambda _: self.mark)
        self.mark: Mark | None = None
        self.openings: set[int] = set()
        self.opened_by: dict[int, int] = {}
        """By the end of a block, its opening tag."""
        self.inner: list[tuple[int, int]] = []
        """The blocks around the tag that have names of their own: the opening tag and the depth of scopes."""
        self.bound: set[str] = set()
        """The names of all loops."""

    def through_marks(self) -> list[Problem]:
        """Return the problems of the tags that can be read by themselves, in the order of the stream."""
        marks, order = self.source.marks, self.source.order
        groups = pair(marks, order)
        self.openings = {group.members[0] for group in groups}
        self.opened_by = {group.members[-1]: group.members[0] for group in groups if group.closed}
        for number in order:
            self._through_mark(number)
        self.scopes = [self.scopes[0], dict.fromkeys(self.bound)]
        for number in sorted(set(range(len(marks))) - set(order)):
            self._through_mark(number)
        return self.found

    def _through_mark(self, number: int) -> None:
        self.mark = mark = self.source.marks[number]
        self._leave(self.opened_by.get(number, -1))
        text = completed(mark)
        if text is None:
            return
        scope = self._look(text, mark.tag.meant)
        if scope is not None and number in self.openings:
            self.inner.append((number, len(self.scopes)))
            self.scopes.append(scope)

    def _leave(self, opening: int) -> None:
        """Close the scopes up to the one that a tag opened, if it opened any."""
        depths = [depth for number, depth in self.inner if number == opening]
        if depths:
            del self.scopes[depths[0] :]
            self.inner = [(number, depth) for number, depth in self.inner if depth < depths[0]]

    def _look(self, text: str, word: str) -> dict[str, Tree | None] | None:
        """Look at one tag, and return the names that hold inside the block it opens."""
        scope: dict[str, Tree | None] = _Anything() if word in _SCOPES else {}
        tree = parsed(text, self.source.dialect)
        if not isinstance(tree, nodes.Template) or not tree.body:
            return _Anything() if word in _SCOPES else None
        node = tree.body[0]
        if isinstance(node, nodes.For):
            items = self._looped(node)
            scope = {}
            self.scopes.append(scope)
            self._bind(node.target, items.get(ITEM) if items else None)
            self.scopes.pop()
            self.bound.update(scope)
        elif word not in _SCOPES:
            self.visit(node)
            return None
        return scope


class _Anything(dict[str, Tree | None]):
    """A scope of which nothing is known: every name may exist in it."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None


def _constants(node: nodes.Expr) -> Iterator[nodes.Const]:
    """Yield the texts of a column's name, or of a list or mapping of such names."""
    if isinstance(node, nodes.Dict):
        for item in node.items:
            yield from _constants(item.key)
    elif isinstance(node, nodes.List):
        for inner in node.items:
            yield from _constants(inner)
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node


def _offer(known: Tree, prefix: str) -> str:
    if ITEM in known:
        return f"{prefix.rstrip('.')} is a list: write a loop over it."
    names = sorted(known)
    more = ", …" if len(names) > 8 else ""
    return f"Fields here: {', '.join(prefix + n for n in names[:8])}{more}." if names else "It has no fields."
