"""The sandbox that templates run in: what they may reach, and how large it may grow.

Jinja's immutable sandbox forbids attributes that begin with an underscore and
everything that changes a value; on top of it, each operation that could make
something huge out of something small is checked before it runs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from docgen.engine.codegen import BOUNDED, DocgenCodeGenerator
from docgen.engine.filters import FILTERS
from docgen.engine.limits import Budget, exceeded
from docgen.engine.written import Written, text_of
from docgen.errors import Problem, RenderError

__all__ = ["RENDER", "TemplateEnvironment", "budget_of", "concat", "make_environment"]

RENDER = ":render"
"""The name under which a context carries its rendering; no template can write it."""

_MOST = 10_000
_ITEMS = 1_000_000
_BITS = 16_000
_WIDE = re.compile(r"\d{5,}|\*")
_NESTED_SPEC = re.compile(r":[^}]*\{|\d{5,}")
_WIDTH_METHODS = {"center", "ljust", "rjust", "zfill", "expandtabs"}
_SLOW_FILTERS = {"wordwrap", "striptags", "truncate", "title", "wordcount"}
_PASSING_FILTERS = {"default", "d"}
_DROPPED_FILTERS = {"urlize", "pprint", "random", "safe", "forceescape"}
_DROPPED_GLOBALS = {"lipsum"}


def budget_of(context: Context) -> Budget:
    """Return the budget of the document that a context belongs to."""
    budget: Budget = context.parent[RENDER].budget
    return budget


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox whose tags stand between delimiters that no document can hold."""

    code_generator_class = DocgenCodeGenerator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Forbid also the inner life of macros, loops and functions."""
        if isinstance(obj, Macro) and attr not in ("name", "arguments"):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Run an operator after a look at how large its result will be."""
        _CHECKS[operator](left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call something after a look at the size of its arguments; each call is a step."""
        budget_of(context).spend(1)
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, Written):
            raise RenderError(_no_text())
        if isinstance(owner, str):
            _check_method(owner, getattr(obj, "__name__", ""), args)
        return super().call(context, obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Wrap ``str.format`` as Jinja does, and refuse field widths that could fill the memory."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None and _NESTED_SPEC.search(value.__self__):
            raise exceeded("A width in a format text is too large, or computed.")
        return wrapped


def _no_text() -> Problem:
    message = "What a macro or an assignment made holds more than text, so nothing can be done with it."
    return Problem("not-text", message, "Let the filter stand in each value: {{ name | upper }}.")


def _size(value: Any) -> int:
    return len(value) if isinstance(value, (str, list, tuple, bytes, dict)) else 1


def _check_add(left: Any, right: Any) -> None:
    if isinstance(left, Sized) and isinstance(right, Sized) and _size(left) + _size(right) > _ITEMS:
        raise exceeded("A sum of texts or lists is too large.")


def _check_multiply(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        if left.bit_length() + right.bit_length() > _BITS:
            raise exceeded("A product is too large.")
        return
    for many, times in ((left, right), (right, left)):
        if isinstance(many, Sized) and isinstance(times, int) and len(many) * times > _ITEMS:
            raise exceeded("A repeated text or list is too large.")


def _check_power(base: Any, exponent: Any) -> None:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > _BITS:
        raise exceeded("A power is too large.")


def _check_modulo(left: Any, _: Any) -> None:
    if isinstance(left, str) and _WIDE.search(left):
        raise exceeded("A width in a format text is too large, or computed.")


_CHECKS: Mapping[str, Callable[[Any, Any], None]] = {
    "+": _check_add,
    "*": _check_multiply,
    "**": _check_power,
    "%": _check_modulo,
}


def _check_method(owner: str, name: str, args: tuple[Any, ...]) -> None:
    if name in _WIDTH_METHODS:
        _check_counts(args)
    elif name == "replace" and len(args) > 1:
        _check_replace(owner, str(args[0]), str(args[1]))
    elif name == "join" and args:
        _check_join(args[0], owner)


def _check_counts(args: tuple[Any, ...]) -> None:
    if any(isinstance(arg, int) and abs(arg) > _MOST for arg in args):
        raise exceeded(f"A width or count is larger than {_MOST}.")


def _check_replace(text: str, old: str, new: str) -> None:
    if (text.count(old) if old else len(text) + 1) * len(new) > _ITEMS:
        raise exceeded("A replacement would make a text too large.")


def _check_join(items: Any, separator: str) -> None:
    if isinstance(items, Sized) and len(items) * (len(separator) + 1) > _ITEMS:
        raise exceeded("A joined text is too large.")


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that looks at its arguments before it runs."""
    offset = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def guard(*args: Any, **kwargs: Any) -> Any:
        value, rest = args[offset], (*args[offset + 1 :], *kwargs.values())
        if isinstance(value, Written) and name not in _PASSING_FILTERS:
            value = text_of(value)
            args = (*args[:offset], value, *args[offset + 1 :])
        _check_counts(rest)
        if name in _SLOW_FILTERS and _size(value) > _MOST * 10:
            raise exceeded(f"A text is too long for the filter {name}.")
        if name == "replace" and len(rest) > 1:
            _check_replace(str(value), str(rest[0]), str(rest[1]))
        if name == "join":
            _check_join(value, str(rest[0]) if rest else "")
        if name == "format":
            _check_modulo(value, rest)
        return function(*args, **kwargs)

    return guard


def _bounded(context: Context, items: Any) -> Any:
    """Return what a loop may run over, its turns taken from the budget."""
    budget = budget_of(context)
    if isinstance(items, Undefined):
        return iter(items)
    if (
        items is None
        or isinstance(items, (int, float))
        or (isinstance(items, str) and not budget_is_lenient(context))
    ):
        kind = {"NoneType": "empty (null)", "str": "a text", "bool": "true or false"}.get(
            type(items).__name__, "a number"
        )
        raise RenderError(
            Problem("not-a-list", f"A loop needs a list; this is {kind}.", "Name a list in the loop.")
        )
    if isinstance(items, Sized):
        budget.spend(len(items) + 1)
        return items
    return _counted(items, budget)


def budget_is_lenient(context: Context) -> bool:
    """Tell whether the document follows docxtpl's habits."""
    return bool(context.parent[RENDER].dialect == "docxtpl")


def _counted(items: Any, budget: Budget) -> Iterator[Any]:
    for item in items:
        budget.spend(1)
        yield item


def concat(parts: tuple[Any, ...]) -> str:
    """Join values as ``~`` does; a part that is markup already escapes the others."""
    if sum(len(part) for part in parts if isinstance(part, str)) > _ITEMS:
        raise exceeded("A joined text is too large.")
    texts = [part if isinstance(part, str) else str(part) for part in parts]
    if any(isinstance(part, Written) for part in parts):
        return Written("").join(part if isinstance(part, Written) else text_of(part) for part in texts)
    return "".join(map(text_of, texts))


def make_environment(dialect: str, undefined: type[Undefined]) -> TemplateEnvironment:
    """Return the sandbox of a dialect, with what an undefined name becomes."""
    environment = TemplateEnvironment(
        block_start_string="\ufdd2%",
        block_end_string="%\ufdd3",
        variable_start_string="\ufdd2{",
        variable_end_string="}\ufdd3",
        comment_start_string="\ufdd2#",
        comment_end_string="#\ufdd3",
        keep_trailing_newline=True,
        optimized=False,
        autoescape=True,
        undefined=undefined,
        cache_size=0,
    )
    for name in _DROPPED_FILTERS:
        environment.filters.pop(name)
    for name in _DROPPED_GLOBALS:
        environment.globals.pop(name)
    environment.filters = {name: _guarded(name, f) for name, f in environment.filters.items()}
    environment.filters.update(FILTERS)
    environment.filters[BOUNDED] = pass_context(_bounded)
    if dialect == "docxtpl":
        environment.filters["safe"] = lambda value: value
    return environment
