"""Functions that choose, and those that ask what a value is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docgen.engine.xlsx.functions import ExcelError, Node, Scope, Unknown, Value, as_number, as_truth, same

__all__ = ["CHOICES"]


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


def _choose(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) < 2:
        raise Unknown("CHOOSE")
    number = int(as_number(arguments[0].run(scope)))
    if not 0 < number < len(arguments):
        raise ExcelError("#VALUE!")
    return arguments[number].run(scope)


def _if_na(scope: Scope, arguments: Sequence[Node]) -> Value:
    if len(arguments) != 2:
        raise Unknown("IFNA")
    error = _error_of(scope, arguments[:1])
    if error is None:
        return arguments[0].run(scope)
    if str(error) != "#N/A":
        raise error
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


def _asks(test: Callable[[ExcelError | None], bool]) -> Callable[[Scope, Sequence[Node]], Value]:
    return lambda scope, arguments: test(_error_of(scope, arguments))


def _not_available(scope: Scope, arguments: Sequence[Node]) -> Value:
    raise ExcelError("#N/A")


CHOICES: dict[str, Callable[[Scope, Sequence[Node]], Value]] = {
    "IFS": _ifs,
    "SWITCH": _switch,
    "CHOOSE": _choose,
    "IFNA": _if_na,
    "ISERROR": _asks(lambda error: error is not None),
    "ISNA": _asks(lambda error: str(error) == "#N/A"),
    "ISERR": _asks(lambda error: error is not None and str(error) != "#N/A"),
    "NA": _not_available,
    "TRUE": lambda scope, arguments: True,
    "FALSE": lambda scope, arguments: False,
}
