"""Plain data, as a caller sent it: told apart, and shown in a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

__all__ = ["is_list", "shown"]


_KINDS = {"dict": "an object", "list": "a list", "tuple": "a list", "NoneType": "null"}


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Tell whether a value is a list of plain data."""
    return isinstance(value, (list, tuple))


def shown(value: object) -> str:
    """Return what a value is, short enough for a problem."""
    kind = _KINDS.get(type(value).__name__)
    return repr(value[:40]) if isinstance(value, str) else kind or repr(value)[:40]
