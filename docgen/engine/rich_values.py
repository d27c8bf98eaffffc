"""Plain data read as values that are more than text, by the key that tells what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docgen.engine.markdown import markdown_value
from docgen.engine.values import (
    Assets,
    Blocks,
    Image,
    Paragraph,
    Rich,
    RichText,
    Run,
    Subdocument,
    Table,
    image_value,
    rich_text_value,
)

__all__ = ["rich_value"]

_RICH = (RichText, Paragraph, Table, Blocks, Image, Subdocument)
_FORMS: Mapping[str, Callable[[Mapping[Any, Any], Assets | None], Rich]] = {
    "rich": lambda value, _: rich_text_value(value),
    "markdown": markdown_value,
    "image": image_value,
}


def rich_value(value: object, assets: Assets | None = None) -> Rich | None:
    """Return the rich value that an object is or plain data describes, None for anything else.

    Plain data are ``{"rich": [{"text", "bold", "link", …}, …]}``,
    ``{"markdown": "…", "pictures": {…}}`` and ``{"image": "<base64>", "width_cm", …}``;
    ``assets`` are the stored pictures.  Raises RenderError with everything that is wrong in them.
    """
    if isinstance(value, _RICH):
        return value
    if isinstance(value, Run):
        return RichText((value,))
    if not isinstance(value, Mapping):
        return None
    return next((read(value, assets) for key, read in _FORMS.items() if key in value), None)
