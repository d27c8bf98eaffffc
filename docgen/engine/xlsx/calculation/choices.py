"""Functions that choose, and those that ask what a value is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from docgen.engine.xlsx.calculation.arguments import Function, each, plain
from docgen.engine.xlsx.calculation.nodes import Box, Node, Scope
from docgen.engine.xlsx.calculation.pointers import pointed
from docgen.engine.xlsx.calculation.values import ExcelError, Unknown, Value, as_number, as_truth, same, sound

__all__ = ["CHOICES", "CHOSEN_RANGES"]


def _if(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("IF")
    if as_truth(arguments[0].run(scope)):
        return arguments[1].run(scope)
    return arguments[2].run(scope) if len(arguments) > 2 else False


def _if_range(scope: Scope, arguments: Sequence[Node]) -> Sequence[Box] | None:
    if not 2 <= len(arguments) <= 3:
        raise Unknown("IF")
    number = 1 if as_truth(arguments[0].run(scope)) else 2
    return pointed(scope, arguments[number]) if number < len(arguments) else None


def _if_error(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 2:
        raise Unknown("IFERROR")
    try:
        found = arguments[0].run(scope)
        if not isinstance(found, ExcelError):
            return found
    except (ExcelError, OverflowError, ZeroDivisionError):
        pass
    return arguments[1].run(scope)


def _logic(combine: Callable[[Iterator[bool]], bool]) -> Function:
    def work(scope: Scope, arguments: Sequence[Node]) -> Value:
        found = [
            as_truth(sound(value))
            for value, in_cell in each(scope, arguments)
            if not (in_cell and (value is None or isinstance(value, str)))
        ]
        if not found:
            raise ExcelError("#VALUE!")
        return combine(iter(found))

    return work


def _ifs(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not arguments or len(arguments) % 2:
        raise Unknown("IFS")
    for test, found in zip(arguments[::2], arguments[1::2], strict=True):
        if as_truth(test.run(scope)):
            return found.run(scope)
    raise ExcelError("#N/A")


def _switch(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) < 3:
        raise Unknown("SWITCH")
    asked, rest = arguments[0].run(scope), arguments[1:]
    for key, found in zip(rest[::2], rest[1::2], strict=False):
        if same(asked, key.run(scope)):
            return found.run(scope)
    if len(rest) % 2:
        return rest[-1].run(scope)
    raise ExcelError("#N/A")


def _chosen(scope: Scope, arguments: Sequence[Node]) -> Node:
    if len(arguments) < 2:
        raise Unknown("CHOOSE")
    number = int(as_number(arguments[0].run(scope)))
    if not 0 < number < len(arguments):
        raise ExcelError("#VALUE!")
    return arguments[number]


def _if_na(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 2:
        raise Unknown("IFNA")
    error = _error_of(scope, arguments[:1])
    if error is None:
        return arguments[0].run(scope)
    if str(error) != "#N/A":
        sound(error)
    return arguments[1].run(scope)


def _error_of(scope: Scope, arguments: Sequence[Node]) -> ExcelError | None:
    """Return the error that an argument is, or None."""
    if len(arguments) != 1:
        raise Unknown("arguments")
    try:
        found = arguments[0].run(scope)
    except ExcelError as error:
        return error
    except (OverflowError, ZeroDivisionError):
        return ExcelError("#NUM!")
    return found if isinstance(found, ExcelError) else None


def _asks(test: Callable[[ExcelError | None], bool]) -> Function:
    return lambda scope, arguments: test(_error_of(scope, arguments))


def _is(test: Callable[[Value], bool]) -> Function:
    def run(scope: Scope, arguments: Sequence[Node]) -> Value:
        if len(arguments) != 1:
            raise Unknown("arguments")
        try:
            return test(arguments[0].run(scope))
        except ExcelError:
            return False

    return run


def _not_available(scope: Scope, arguments: Sequence[Node]) -> Value:
    raise ExcelError("#N/A")


CHOICES: dict[str, Function] = {
    "IF": _if,
    "IFS": _ifs,
    "SWITCH": _switch,
    "CHOOSE": lambda scope, arguments: _chosen(scope, arguments).run(scope),
    "IFERROR": _if_error,
    "IFNA": _if_na,
    "AND": _logic(all),
    "OR": _logic(any),
    "XOR": _logic(lambda truths: sum(truths) % 2 == 1),
    "NOT": plain(lambda value: not as_truth(value), 1),
    "ISERROR": _asks(lambda error: error is not None),
    "ISNA": _asks(lambda error: str(error) == "#N/A"),
    "ISERR": _asks(lambda error: error is not None and str(error) != "#N/A"),
    "ISNUMBER": _is(lambda value: type(value) is float),
    "ISTEXT": _is(lambda value: isinstance(value, str)),
    "ISNONTEXT": _is(lambda value: not isinstance(value, str)),
    "ISLOGICAL": _is(lambda value: isinstance(value, bool)),
    "ISBLANK": _is(lambda value: value is None),
    "NA": _not_available,
    "TRUE": lambda scope, arguments: True,
    "FALSE": lambda scope, arguments: False,
}

CHOSEN_RANGES: dict[str, Callable[[Scope, Sequence[Node]], Sequence[Box] | None]] = {
    "IF": _if_range,
    "CHOOSE": lambda scope, arguments: pointed(scope, _chosen(scope, arguments)),
}
"""The same where what is chosen is a range."""
