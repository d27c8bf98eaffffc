"""What was found for one document, kept for the next one of the same shape.

Documents of one template often differ in their figures and texts only, or in the rows of a few sheets; what
depends on nothing but how often rows, columns and sheets come is then the same.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Memory"]

_SHAPES = 32


class Memory:
    """What references became in documents whose rows, columns and sheets repeat equally often.

    Holds the last few shapes; shared by all documents of a template.
    """

    def __init__(self) -> None:
        self._found: dict[object, dict[object, Any]] = {}

    def of(self, shape: tuple[object, ...]) -> dict[object, Any]:
        """Return what is known for a shape, to be added to."""
        if None in shape:
            return {}
        found = self._found.get(shape)
        if found is None:
            if len(self._found) >= _SHAPES:
                self._found = {}
            found = self._found[shape] = {}
        return found
