"""Which fields a template uses, and whether they exist.

``check`` reads the compiled tags without any data: names are followed through
loops and assignments down to the fields that a deliverable offers.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from docgen.engine.compiled import examine
from docgen.engine.program import checking_environment, completed
from docgen.engine.source import Mark, Source
from docgen.errors import Problem

__all__ = ["check", "field_tree"]

Tree = dict[str, Any]
_ITEM = "[]"
_SCOPE_ENDS = {"endfor", "endmacro", "endcall", "endwith"}
_SAME_LIST = {
    "sort",
    "list",
    "reverse",
    "unique",
    "select",
    "reject",
    "selectattr",
    "rejectattr",
    "docgen_or_blank",
}
_ONE_OF_LIST = {"first", "last", "min", "max"}
_OBJECT_NAMES = frozenset(name for name in dir(dict) if name[0] != "_")
_VALUE_NAMES = frozenset(dir(str)) | frozenset(dir(dt.datetime))
"""What a value without fields of its own may be asked for: ``{{ start.year }}``, ``{{ name.upper() }}``."""


def field_tree(fields: Iterable[str]) -> Tree:
    """Return nested dictionaries for dotted paths; ``[]`` is a list's item, ``*`` stands for any name."""
    root: Tree = {}
    for field in fields:
        node = root
        for step in field.replace("[]", ".[]").split("."):
            node = node.setdefault(step, {})
    return root


def check(data: bytes, fields: Iterable[str], *, name: str = "") -> list[Problem]:
    """Return every problem of a template: of its file, its tags, and fields that do not exist.

    ``fields`` are dotted paths with lists as ``[]``: ``customer.name``,
    ``risks[].title``; ``labels.*`` allows anything below ``labels``.
    """
    _, prepared, problems = examine(data, name=name)
    tree = field_tree(fields)
    found = list(problems)
    for program in prepared.programs if prepared else []:
        found += Walk(program.source, tree, program.mark_of).through(program.tree)
    for source in problems.broken:
        found += BrokenWalk(source, tree).through_marks()
    return list(dict.fromkeys(problem.at(file=name) for problem in found))


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
        elif isinstance(node, nodes.Expr):
            self.resolve(node)
        else:
            self._visit_children(node)

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
        items = self.resolve(node.iter)
        self.scopes.append({})
        self._bind(node.target, items.get(_ITEM) if items else None)
        for child in [*([node.test] if node.test else []), *node.body]:
            self.visit(child)
        self.scopes.pop()
        for child in node.else_:
            self.visit(child)

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
        for child in node.iter_child_nodes():
            self.resolve(child)
        return None

    def _filter(self, node: nodes.Filter) -> Tree | None:
        if node.name in ("default", "d"):
            return None  # a default says that the field may be absent
        assert node.node is not None
        below = self.resolve(node.node)
        for argument in [*node.args, *(pair.value for pair in node.kwargs)]:
            self.resolve(argument)
        if node.name == "pages":
            return below and {_ITEM: below}
        if node.name in _SAME_LIST or node.name.startswith(":"):
            return below
        return below.get(_ITEM) if below and node.name in _ONE_OF_LIST else None

    def _name(self, node: nodes.Name) -> Tree | None:
        for scope in reversed(self.scopes):
            if node.name in scope:
                return scope[node.name]
        if node.name.startswith("docgen_"):
            return None  # a name of the engine's own
        if node.name in self.fields:
            return _open(self.fields[node.name])
        self._report(node, node.name, node.name, self.fields)
        return None

    def _item(self, node: nodes.Getitem) -> Tree | None:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._step(node, node.node, node.arg.value)
        self.resolve(node.arg)
        below = self.resolve(node.node)
        return below.get(_ITEM) if below else None

    def _step(self, node: nodes.Node, owner: nodes.Node, name: str) -> Tree | None:
        below = self.resolve(owner)
        if below is None:
            return None
        if name in below:
            return _open(below[name])
        if name not in (_OBJECT_NAMES if below else _VALUE_NAMES):
            self._report(node, name, f"{self._written(owner)}.{name}", below)
        return None

    def _report(self, node: nodes.Node, name: str, written: str, known: Tree) -> None:
        close = difflib.get_close_matches(name, [k for k in known if k != _ITEM], 1, 0.6)
        prefix = written[: len(written) - len(name)]
        hint = f"Did you mean {prefix}{close[0]}?" if close else _offer(known, prefix)
        problem = Problem("missing-field", f"There is no field {written}.", hint)
        mark = self.mark_of(node.lineno)
        if mark is not None:
            problem = problem.at(part=mark.part, place=mark.place, tag=mark.tag.text)
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

    def through_marks(self) -> list[Problem]:
        """Return the problems of the tags that can be read by themselves."""
        for mark in self.source.marks:
            self.mark = mark
            if mark.tag.keyword in _SCOPE_ENDS and len(self.scopes) > 1:
                self.scopes.pop()
            else:
                self._through_mark(mark)
        return self.found

    def _through_mark(self, mark: Mark) -> None:
        text = completed(mark)
        if text is None:
            return
        try:
            node = checking_environment(self.source.dialect).parse(text).body[0]
        except (TemplateSyntaxError, RecursionError, IndexError):
            if "end" + mark.tag.keyword in _SCOPE_ENDS:
                self.scopes.append(_Anything())
            return
        if isinstance(node, nodes.For):
            items = self.resolve(node.iter)
            self.scopes.append({})
            self._bind(node.target, items.get(_ITEM) if items else None)
        elif "end" + mark.tag.keyword in _SCOPE_ENDS:
            self.scopes.append(_Anything())
        else:
            self.visit(node)


class _Anything(dict[str, Tree | None]):
    """A scope of which nothing is known: every name may exist in it."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None


def _open(tree: Tree) -> Tree | None:
    """Return a node of the field tree; None where it allows anything."""
    return None if "*" in tree else tree


def _offer(known: Tree, prefix: str) -> str:
    if _ITEM in known:
        return f"{prefix.rstrip('.')} is a list: write a loop over it."
    names = sorted(known)
    more = ", …" if len(names) > 8 else ""
    return f"Fields here: {', '.join(prefix + n for n in names[:8])}{more}." if names else "It has no fields."
