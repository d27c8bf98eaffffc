"""What a Markdown text refers to, settled before a document sees it: addresses and pictures.

Links go to allowed addresses only, and pictures come with the data; anything
else is refused with a warning, and its text stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from docgen.engine.limits import exceeded
from docgen.engine.parts import safe_address
from docgen.engine.values import Assets, Image, image_value
from docgen.errors import DocgenError, Problem, RenderError

__all__ = ["MOST_CHARACTERS", "References"]

MOST_CHARACTERS = 200_000
"""How long one text may be, pictures inside of it not counted."""
_PICTURE = re.compile(r"(data:image/[a-z+]+;base64,)([A-Za-z0-9+/=]{64,})")
_KEPT = re.compile("\ufdd0(\\d+)\ufdd1")
_FOREIGN = re.compile("[\ufdd0-\ufdd3\a\f\v]")
"""What means something elsewhere in the engine: ends of pages and paragraphs among it."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class References:
    """What one text refers to; ``warnings`` tell what was refused."""

    def __init__(self, pictures: Mapping[Any, Any], assets: Assets | None) -> None:
        self.warnings: list[Problem] = []
        self._pictures, self._assets = pictures, assets
        self._aside: list[str] = []
        self._images: dict[str, Image] = {}

    def without_pictures(self, text: str) -> str:
        """Return a text with the pictures in it set aside, which need not be parsed."""
        text = _FOREIGN.sub("", text)
        if "base64," in text:
            text = _PICTURE.sub(self._keep, text)
        if len(text) > MOST_CHARACTERS:
            raise exceeded(
                f"A Markdown text is longer than {MOST_CHARACTERS} characters.",
                "Divide it into several fields.",
            )
        return text

    def _keep(self, match: re.Match[str]) -> str:
        self._aside.append(match.group(2))
        return f"{match.group(1)}\ufdd0{len(self._aside) - 1}\ufdd1"

    def restored(self, text: str) -> str:
        """Return a text with what was set aside put back."""
        return _KEPT.sub(lambda m: self._aside[int(m.group(1))], text) if "\ufdd0" in text else text

    def address(self, address: str) -> str:
        """Return the address of a link, empty if it is refused."""
        if address.startswith("www."):
            return "https://" + address
        if address.startswith("#"):
            return unquote(address)
        try:
            if not _SCHEME.match(address):
                raise _refused(address)
            return safe_address(address)
        except DocgenError as error:
            self.warnings += error.problems
            return ""

    def picture(self, source: str, alt: str) -> Image | None:
        """Return the picture of ``![alt](source)``, or None with a warning."""
        try:
            return self._image(self.restored(source), alt)
        except DocgenError as error:
            self.warnings += error.problems
            return None

    def _image(self, source: str, alt: str) -> Image:
        if source.startswith("asset:"):
            name = unquote(source.removeprefix("asset:"))
            image = self._images.get(name)
            if image is None:
                image = image_value(self._pictures.get(name, {"asset": name}), self._assets)
                self._images[name] = image
            return replace(image, alt=alt) if alt else image
        head, comma, data = source.partition(",")
        if comma and head.startswith("data:image/") and head.endswith(";base64"):
            return image_value({"image": data, "alt": alt})
        raise _not_embedded(source)


def _refused(address: str) -> DocgenError:
    return RenderError(
        Problem(
            "address-refused",
            f"A link to {address[:60]!r} is not allowed.",
            "Write the whole address, with https:// or mailto: at its beginning.",
        )
    )


def _not_embedded(source: str) -> DocgenError:
    return RenderError(
        Problem(
            "picture-refused",
            f"The text shows a picture from {source[:60]!r}, which is not followed.",
            "Write asset: and the name of a picture in the data, or a data: address with base64.",
        )
    )
