"""The internal filters of pictures whose frame stands in the drawing of a sheet.

Where a picture is stored is known only when its drawing has a name: a marker stands for that until then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from docgen.engine.decoration import decoration
from docgen.engine.environment import RENDER
from docgen.engine.fitting import fill_rectangle, frame_rectangle, source_rectangle
from docgen.engine.raster import forms, svg_extension
from docgen.engine.values import Image
from docgen.errors import Problem, RenderError

__all__ = ["picture_filters"]


def picture_filters(attribute: Callable[[Any], Markup]) -> Mapping[str, Callable[..., Any]]:
    """Return these filters; ``attribute`` writes a text into an attribute."""

    def alternative(image: Image, rest: str) -> Markup:
        """Return the alternative text of a picture: the data's, else the template's; none for decoration."""
        return attribute("" if image.decorative else image.alt or rest)

    return {
        ":picture": _picture,
        ":vector": _vector,
        ":crop": _crop,
        ":free": fill_rectangle,
        ":alt": alternative,
        ":decorative": decoration,
    }


@pass_context
def _picture(context: Context, value: Any) -> Markup:
    if not isinstance(value, Image):
        raise RenderError(Problem("not-an-image", "This is not a picture.", "Use the filter image last."))
    rendering = context.parent[RENDER]
    return Markup(rendering.state.framed(forms(value, rendering)[0]))


@pass_context
def _vector(context: Context, value: Any, drawing: str, relations: str) -> Markup:
    """Return the mention of a picture's vector form, nothing for a picture of points."""
    rendering = context.parent[RENDER]
    _, vector = forms(value, rendering)
    if vector is None:
        return Markup("")
    return Markup(svg_extension(rendering.state.framed(vector), drawing, relations))


def _crop(image: Image, width: int, height: int, prefix: str, is_picture: bool) -> Markup:
    if is_picture:
        return frame_rectangle(image, width, height, prefix)
    return source_rectangle(image, width, height, prefix, is_picture=False)
