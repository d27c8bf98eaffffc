"""How a picture fills the frame that a template gives it; lengths in any one unit."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from docgen.engine.values import Image

__all__ = [
    "WHOLE",
    "Edges",
    "fill_rectangle",
    "fit",
    "frame_rectangle",
    "insets",
    "source_rectangle",
    "wished_size",
]

_EMU_PER_CM = 360_000


@dataclass(frozen=True, slots=True)
class Edges:
    """What is cut off or left free at each edge, in 1000ths of a percent (ECMA-376 part 1, 20.1.8.55)."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def attributes(self) -> str:
        """Return the edges as ``l t r b`` of DrawingML, those that are not 0."""
        pairs = zip("ltrb", (self.left, self.top, self.right, self.bottom), strict=True)
        return "".join(f' {name}="{size}"' for name, size in pairs if size)


WHOLE = Edges()


def fit(image: Image, width: int, height: int) -> tuple[int, int, Edges]:
    """Return a picture's size in a frame, and what is cut off of the picture."""
    if image.fit == "stretch" or not width or not height:
        return width, height, WHOLE
    if image.fit == "cover":
        return width, height, _overlap(image.width * height, image.height * width)
    scale = min(width / image.width, height / image.height)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale)), WHOLE


def wished_size(image: Image) -> tuple[int, int] | None:
    """Return the size in EMU that data or a tag asks for; None if they leave it to the place."""
    if image.width_cm is None and image.height_cm is None:
        return None
    ratio = image.height / image.width
    width = image.width_cm if image.width_cm is not None else (image.height_cm or 0) / ratio
    height = image.height_cm if image.height_cm is not None else width * ratio
    return max(1, round(width * _EMU_PER_CM)), max(1, round(height * _EMU_PER_CM))


def insets(image: Image, width: int, height: int) -> tuple[Edges, Edges]:
    """Return what is cut off of a picture that fills a shape, and what it leaves free of the shape."""
    new_width, new_height, cut = fit(image, width, height)
    return cut, _overlap(width * new_height, height * new_width)


def source_rectangle(image: Image, width: int, height: int, prefix: str, *, is_picture: bool) -> Markup:
    """Return what DrawingML cuts off of a picture in its frame, or in the shape that it fills."""
    cut = (fit(image, width, height)[2] if is_picture else insets(image, width, height)[0]).attributes()
    return Markup(f"<{prefix}srcRect{cut}/>" if cut else "")


def frame_rectangle(image: Image, width: int, height: int, prefix: str) -> Markup:
    """Return what DrawingML cuts off of a picture in a frame that stays as it is.

    Where the whole picture does not fill the frame the edges are negative: nothing is shown beside it.
    """
    new_width, new_height, cut = fit(image, width, height)
    if (new_width, new_height) != (width, height):
        across = round((1 - width / new_width) * 50_000)
        down = round((1 - height / new_height) * 50_000)
        cut = Edges(across, down, across, down)
    edges = cut.attributes()
    return Markup(f"<{prefix}srcRect{edges}/>" if edges else "")


def fill_rectangle(image: Image, width: int, height: int, prefix: str) -> Markup:
    """Return what a picture leaves free of the shape that it fills."""
    return Markup(f"<{prefix}fillRect{insets(image, width, height)[1].attributes()}/>")


def _overlap(wide: int, high: int) -> Edges:
    """Return the edges of the part that is left over where one rectangle is wider or higher than another."""
    if wide > high:
        side = round((1 - high / wide) * 50_000)
        return Edges(left=side, right=side)
    side = round((1 - wide / high) * 50_000)
    return Edges(top=side, bottom=side)
