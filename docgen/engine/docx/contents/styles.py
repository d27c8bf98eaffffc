"""Styles of a Word file, with what they inherit, and what a paragraph says for itself."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.engine.docx.contents.fields import namespace_of

__all__ = ["Styles", "child_value", "direct", "paragraph_text"]

Element = etree._Element
_DEEPEST = 20  # styles based on one another; only a file made to deceive has more
_NOT_TEXT = (
    "del", "moveFrom", "drawing", "pict", "object", "rt", "instrText", "pPr", "rPr", "footnoteReference",
)  # fmt: skip
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


class Styles:
    """The styles part of a template, read once; ``root`` is None where the file has none."""

    def __init__(self, root: Element | None) -> None:
        self.root = root
        self.w = namespace_of(root) if root is not None else ""
        found = () if root is None else root.iterfind(self.w + "style")
        self._styles = {style.get(self.w + "styleId", ""): style for style in found}
        self._found: dict[tuple[str, str], Element | None] = {}
        self._name_of = {id_: self._read_name(style) for id_, style in self._styles.items()}
        self._names = {name: id_ for id_, name in reversed(self._name_of.items())}
        self.default = next(
            (
                id_
                for id_, style in self._styles.items()
                if style.get(self.w + "default") in ("1", "true", "on")
                and style.get(self.w + "type") == "paragraph"
            ),
            "",
        )

    def name(self, id_: str) -> str:
        """Return the name of a style in small letters: ``heading 1`` whatever language Word speaks."""
        return self._name_of.get(id_, "")

    def _read_name(self, style: Element) -> str:
        return (child_value(style, self.w, "name") or "").lower()

    def id_of(self, name: str) -> str:
        """Return the id of the style with a name in small letters, or an empty text."""
        return self._names.get(name, "")

    def find(self, id_: str, path: str) -> Element | None:
        """Return a property such as ``pPr/outlineLvl``, from the style or those it is based on."""
        key = id_, path
        if key not in self._found:
            steps = "/".join(self.w + step for step in path.split("/"))
            own = (style.find(steps) for style in self.chain(id_))
            self._found[key] = next((element for element in own if element is not None), None)
        return self._found[key]

    def chain(self, id_: str) -> list[Element]:
        """Return a style and those it is based on, the nearest first."""
        return list(self._based(id_))

    def _based(self, id_: str) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            style = self._styles.get(id_)
            if style is None:
                return
            yield style
            based = style.find(self.w + "basedOn")
            id_ = based.get(self.w + "val", "") if based is not None else ""

    def value(self, id_: str, path: str) -> str | None:
        """Return the ``val`` of a property, or None; one that is there without a value is empty."""
        element = self.find(id_, path)
        return None if element is None else element.get(self.w + "val", "")

    def of(self, paragraph: Element, w: str) -> str:
        """Return the id of a paragraph's style."""
        return direct(paragraph, w, "pStyle") or self.default

    def outline_level(self, paragraph: Element, w: str, style: str) -> int:
        """Return the outline level, 1 to 9, of a paragraph of a style; 0 for body text."""
        text = direct(paragraph, w, "outlineLvl")
        if text is None:
            text = self.value(style, "pPr/outlineLvl")
        return int(text) + 1 if text and text.isdigit() and int(text) < 9 else 0


def direct(paragraph: Element, w: str, name: str) -> str | None:
    """Return the value of a property that a paragraph has of its own, or None."""
    for properties in paragraph.iterchildren(w + "pPr"):
        return child_value(properties, w, name)
    return None


def child_value(parent: Element, w: str, name: str) -> str | None:
    """Return the ``val`` of a child, or None where there is no such child."""
    for child in parent.iterchildren(w + name):
        return child.get(w + "val", "")
    return None


def paragraph_text(paragraph: Element, w: str) -> str:
    """Return the visible text of a paragraph; tabs and breaks count as spaces, deleted text is left out."""
    return " ".join("".join(_texts(paragraph, w)).split())


def _texts(element: Element, w: str) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag == _ALTERNATIVES:
            continue
        name = tag.removeprefix(w)
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "br", "cr"):
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in _NOT_TEXT and not _is_hidden(child, w):
            yield from _texts(child, w)


def _is_hidden(run: Element, w: str) -> bool:
    if run.tag != w + "r":
        return False
    properties = run.find(w + "rPr")
    value = None if properties is None else child_value(properties, w, "vanish")
    return value is not None and value not in ("0", "false", "off")
