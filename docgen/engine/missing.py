"""What a name that does not exist becomes in a template."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, Undefined

__all__ = ["LenientMissing", "StrictMissing"]


class StrictMissing(StrictUndefined):
    """What is missing is an error."""

    __slots__ = ()


class LenientMissing(Undefined):
    """What is missing prints as nothing, however deep: ``a.b.c``."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self

    def __getitem__(self, key: Any) -> Any:
        return self
