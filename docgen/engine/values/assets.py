"""Stored pictures that data names by an id; where they are kept is the caller's matter.

Data never holds a path: an id is a name that the caller's mapping or function
knows, or it is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docgen.engine.values.plain import shown
from docgen.errors import Problem, RenderError, did_you_mean

__all__ = ["Assets", "asset_bytes"]

Assets = Mapping[str, bytes] | Callable[[str], bytes | None]
"""Gives for an id the bytes of a file; a function returns None for an id that it does not know."""


def asset_bytes(id_: object, assets: Assets | None) -> bytes:
    """Return the file of an asset; raises RenderError for an id that is unknown."""
    if not isinstance(id_, str) or not id_:
        raise RenderError(
            Problem("unknown-asset", f"{shown(id_)} is no id of an asset.", 'Give {"asset": "logo"}.')
        )
    if assets is None:
        hint = 'Name their folder with --assets or DOCGEN_ASSETS, or send {"image": "<base64>"}.'
        raise RenderError(
            Problem("unknown-asset", f"There is no asset {id_[:60]!r}, as none are stored.", hint)
        )
    found = assets(id_) if callable(assets) else assets.get(id_)
    if found is None:
        known = () if callable(assets) else assets.keys()
        raise RenderError(
            Problem("unknown-asset", f"There is no asset {id_[:60]!r}.", did_you_mean(id_, known))
        )
    return found
