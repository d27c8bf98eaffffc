"""Every sentence that the source can say in a problem, read from the source itself.

A sentence is what stands as ``message`` or ``hint`` in a ``Problem(...)``, with ``{}`` for each value; a
phrase is a piece of English that comes into a sentence as a value: ``a list``, ``a number``.  Names are
followed to their assignments, functions to what they return, parameters to the calls in the same module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[1] / "docgen"
# What may be told to a template's owner, or stand among a document's problems.
TOLD = (
    *("engine", "catalog", "intake"),
    *("errors.py", "opc.py", "plan.py", "payload.py", "template_cache.py", "generate.py"),
    *("jobs/task.py", "store/work.py"),
)
# By the function that takes them: the positions of message and hint.
TAKERS = {
    **dict.fromkeys(("Problem", "Flaw", "flawed", "refuse", "warn"), (1, 2)),
    "exceeded": (0, 1),
}
VALUE = "{}"
MANY = 60


@dataclass
class Module:
    """One module's source, with what its names may stand for."""

    path: Path
    tree: ast.Module
    others: dict[str, Module] = field(default_factory=dict)
    """By name: the module that has a public function."""
    sentences: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.functions = {n.name: n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)}
        self.owners = {
            id(inner): function for function in self.functions.values() for inner in ast.walk(function)
        }
        self.calls = [n for n in ast.walk(self.tree) if isinstance(n, ast.Call)]

    def read(self) -> None:
        for call in self.calls:
            taker = TAKERS.get(name_of(call), ())
            for at, name in zip(taker, ("message", "hint"), strict=False):
                for given in argument(call, at, name):
                    self.sentences |= dict.fromkeys(self.texts(given, 0), call.lineno)
            for given in [k.value for k in call.keywords if k.arg == "place"] if taker else []:
                self.places |= dict.fromkeys(self.texts(given, 0), call.lineno)
        if self.path.name == "places.py":
            for node in ast.walk(self.tree):
                if isinstance(node, ast.JoinedStr):
                    self.places |= dict.fromkeys(self.texts(node, 0), node.lineno)

    def texts(self, node: ast.expr, depth: int) -> list[str]:
        """Return what an expression may be, values as ``{}``."""
        if depth > 8:
            return [VALUE]
        found = list(dict.fromkeys(self._texts(node, depth + 1)))
        return found[:MANY]

    def _texts(self, node: ast.expr, depth: int) -> Iterator[str]:
        match node:
            case ast.Constant(value=str() as constant):
                yield constant
            case ast.Constant(value=None):
                yield ""
            case ast.JoinedStr(values=parts):
                yield "".join(self._piece(part, depth) for part in parts)
            case ast.IfExp(body=one, orelse=other):
                yield from (*self.texts(one, depth), *self.texts(other, depth))
            case ast.BoolOp(values=values):
                for value in values:
                    yield from self.texts(value, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                for begin, end in product(self.texts(left, depth), self.texts(right, depth)):
                    yield begin + end
            case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="get")):
                defaults = node.args[1:] if isinstance(node, ast.Call) else []
                for one_of in (*self._values(table), *defaults):
                    yield from self.texts(one_of, depth)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                found = [
                    v for c in ast.walk(self.tree) if isinstance(c, ast.ClassDef) for v in of_class(c, name)
                ]
                for value in found:
                    yield from self.texts(value, depth)
                if not found:
                    yield VALUE
            case ast.Call(func=ast.Attribute(value=inner, attr="replace" | "removesuffix")):
                yield from self.texts(inner, depth)
            case ast.Call(func=ast.Name(id="did_you_mean"), args=[_, _, otherwise]):
                yield from self.texts(otherwise, depth)
            case ast.Call(func=ast.Name(id="did_you_mean")):
                yield ""
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                for returned in ast.walk(self.functions[name]):
                    if isinstance(returned, ast.Return) and returned.value is not None:
                        yield from self.texts(returned.value, depth)
            case ast.Call(func=ast.Name(id=name)) if name in self.others and name[0] != "_":
                module = self.others[name]
                for returned in ast.walk(module.functions[name]):
                    if isinstance(returned, ast.Return) and returned.value is not None:
                        yield from module.texts(returned.value, depth)
            case ast.Name(id=name):
                yield from self._name(name, node, depth)
            case _:
                yield VALUE

    def _values(self, table: ast.expr) -> list[ast.expr]:
        """Return the values of a dictionary, or of a name that one is assigned to."""
        if isinstance(table, ast.Dict):
            return table.values
        name = table.id if isinstance(table, ast.Name) else ""
        where = (self.owners.get(id(table)), self.tree)
        found = [v for place in where if place for v in assigned(place, name) if isinstance(v, ast.Dict)]
        return [value for one in found for value in one.values] or [ast.Name("")]

    def _piece(self, part: ast.expr, depth: int) -> str:
        if isinstance(part, ast.FormattedValue):
            if part.conversion == -1:
                self.phrases |= dict.fromkeys(self.texts(part.value, depth), part.lineno)
            return VALUE
        return str(part.value) if isinstance(part, ast.Constant) else VALUE

    def _name(self, name: str, node: ast.AST, depth: int) -> Iterator[str]:
        function = self.owners.get(id(node))
        given = list(assigned(function or self.tree, name))
        parameters = [a.arg for a in function.args.args + function.args.kwonlyargs] if function else []
        if not given and function and name in parameters:
            given = list(self._arguments(function, name))
        if not given and function:
            given = list(assigned(self.tree, name))
        if not given:
            yield VALUE
        for value in given:
            yield from self.texts(value, depth)

    def _arguments(self, function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
        names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
        for call in self.calls:
            if name_of(call) == function.name:
                yield from argument(call, names.index(name) if name in names else 99, name)
        defaults = dict(zip(names[::-1], function.args.defaults[::-1], strict=False))
        if name in defaults:
            yield defaults[name]


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def argument(call: ast.Call, at: int, name: str) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return named or [a for a in call.args[at : at + 1] if not isinstance(a, ast.Starred)]


def assigned(where: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what is assigned to a name in a function, or at the top of a module."""
    nodes = where.body if isinstance(where, ast.Module) else ast.walk(where)
    for node in nodes:
        if isinstance(node, ast.NamedExpr) and getattr(node.target, "id", "") == name:
            yield node.value
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from paired(target, node.value, name)


def of_class(node: ast.ClassDef, name: str) -> Iterator[ast.expr]:
    """Yield what is assigned to a name in the body of a class."""
    for inner in node.body:
        if isinstance(inner, (ast.Assign, ast.AnnAssign)) and inner.value is not None:
            targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield inner.value


def paired(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    if isinstance(target, ast.Tuple):
        values = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        for one in values:
            if isinstance(one, ast.Tuple):
                for inner, given in zip(target.elts, one.elts, strict=False):
                    yield from paired(inner, given, name)


def is_english(text: str) -> bool:
    """Tell whether a text says something besides its values."""
    return any(char.isalpha() for char in text.replace(VALUE, ""))


def told() -> list[Module]:
    """Return the modules whose problems people see, read."""
    files = [ROOT / name for name in TOLD]
    paths = sorted({path for file in files for path in (file.rglob("*.py") if file.is_dir() else [file])})
    modules = [Module(path, ast.parse(path.read_text("utf-8"))) for path in paths]
    others = {name: module for module in modules for name in module.functions}
    for module in modules:
        module.others = others
        module.read()
    hints = next(module for module in modules if module.path.name == "errors.py")
    for returned in ast.walk(hints.functions["did_you_mean"]):
        if isinstance(returned, ast.Return) and returned.value is not None:
            hints.sentences |= dict.fromkeys(hints.texts(returned.value, 0), returned.lineno)
    return modules
