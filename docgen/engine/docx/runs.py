"""Rich text as runs of WordprocessingML (ECMA-376 part 1, 17.3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy

from lxml import etree

from docgen.engine.additions import Additions
from docgen.engine.docx.styles import Styles, value_of
from docgen.engine.names import R, W
from docgen.engine.parts import safe_address
from docgen.engine.rendering import Rendering
from docgen.engine.values import Run
from docgen.errors import Problem

__all__ = ["RunWriter", "add", "put"]

_RUN_ORDER = re.findall(
    r"\w+",
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange",
)
_CODE_FONT = "Courier New"
_CODE_STYLES = ("Code", "Code Char", "Inline Code", "HTML Code", "Verbatim Char", "Source Text")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PIECES = re.compile(r"([\n\t\f])")
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028\u2029\a]")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdd3]")


def put(parent: etree._Element, name: str, order: list[str], **attributes: str) -> etree._Element:
    """Set a child of an element in the place that ``order``, the schema's, gives it; an old one goes."""
    namespace = "{" + str(etree.QName(parent).namespace) + "}"
    if not len(parent):
        return add(parent, name, **attributes)
    for old in parent.findall(namespace + name):
        parent.remove(old)
    later = {namespace + other for other in order[order.index(name) + 1 :]}
    element = etree.Element(namespace + name)
    for key, value in attributes.items():
        element.set(namespace + key, value)
    follower = next((child for child in parent if child.tag in later), None)
    if follower is None:
        parent.append(element)
    else:
        follower.addprevious(element)
    return element


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Append a child in the namespace of an element, its attributes too, and return it."""
    namespace = "{" + str(etree.QName(parent).namespace) + "}"
    element = etree.SubElement(parent, namespace + name)
    for key, value in attributes.items():
        element.set(namespace + key, value)
    return element


class RunWriter:
    """Writes the runs of one part."""

    def __init__(
        self, part: str, namespace: str, styles: Styles, additions: Additions, rendering: Rendering
    ) -> None:
        self.part, self.w, self.styles = part, namespace, styles
        self.r = R[W.index(namespace)]
        self._additions, self._rendering = additions, rendering

    def run(self, run: Run, base: etree._Element | None, *, linked: bool) -> etree._Element:
        """Return a run, in a hyperlink if it has one, its format based on that of its surroundings.

        A run that asks for no style at all has no format but its own.  ``linked`` says that it may
        have a hyperlink, which it may not inside of another.
        """
        element = etree.Element(self.w + "r")
        properties = self._properties(run, base)
        if properties is not None:
            element.append(properties)
        for piece in _PIECES.split(_LINE_ENDS.sub("\n", self._legal(run.text))):
            self._piece(element, piece)
        return self._in_link(run.link, element) if run.link and linked else element

    def _piece(self, run: etree._Element, piece: str) -> None:
        if piece == "\n":
            etree.SubElement(run, self.w + "br")
        elif piece == "\t":
            etree.SubElement(run, self.w + "tab")
        elif piece == "\f":
            etree.SubElement(run, self.w + "br").set(self.w + "type", "page")
        elif piece:
            text = etree.SubElement(run, self.w + "t")
            text.text = piece
            text.set(_SPACE, "preserve")

    def _legal(self, text: str) -> str:
        text, dropped = _ILLEGAL.subn("", text)
        if dropped:
            message = f"{dropped} characters that XML cannot hold were left out."
            self.warn("characters-dropped", message)
        return text

    def _properties(self, run: Run, base: etree._Element | None) -> etree._Element | None:
        bare = base is None or run.style == ""
        properties = etree.Element(self.w + "rPr") if bare or base is None else deepcopy(base)
        for name, attributes in self._wished(run):
            if attributes is None:
                for old in properties.findall(self.w + name):
                    properties.remove(old)
            else:
                if name == "rFonts":
                    attributes = {**_kept(properties.find(self.w + name), attributes), **attributes}
                put(properties, name, _RUN_ORDER, **attributes)
        return properties if len(properties) else None

    def _wished(self, run: Run) -> Iterator[tuple[str, dict[str, str] | None]]:
        """Yield the properties of a run with their attributes, None for one that goes."""
        yield from self._style(run)
        if fonts := _fonts(run):
            yield "rFonts", fonts
        for name, value in (("b", run.bold), ("i", run.italic), ("strike", run.strike), ("rtl", run.rtl)):
            if value is not None:
                yield name, _switch(value)
                if name in ("b", "i") and run.rtl:
                    yield name + "Cs", _switch(value)
        if run.colour:
            yield "color", {"val": run.colour}
        if run.size is not None:
            yield "sz", {"val": str(round(run.size * 2))}
            yield "szCs", {"val": str(round(run.size * 2))}
        if run.underline:
            yield "u", {"val": run.underline}
        if run.highlight:
            yield "shd", {"val": "clear", "color": "auto", "fill": run.highlight}
        if run.superscript or run.subscript:
            yield "vertAlign", {"val": "superscript" if run.superscript else "subscript"}
        if run.lang:
            yield "lang", {"val": run.lang, "eastAsia": run.lang, "bidi": run.lang}

    def _style(self, run: Run) -> Iterator[tuple[str, dict[str, str] | None]]:
        if run.style is None:
            link = self.styles.find("character", "hyperlink") if run.link else None
            if link is not None:
                yield "rStyle", {"val": link.id}
            elif run.link:
                yield "color", {"val": "0563C1"}
                yield "u", {"val": "single"}
            if run.monospaced and not link:
                yield self._code()
        elif style_id := self.style("character", run.style):
            yield "rStyle", {"val": style_id}

    def _code(self) -> tuple[str, dict[str, str]]:
        """Return the property that shows a program's text: the template's style for it, or a font."""
        style = self.styles.find("character", *_CODE_STYLES)
        if style is not None:
            return "rStyle", {"val": style.id}
        return "rFonts", dict.fromkeys(("ascii", "hAnsi", "cs"), _CODE_FONT)

    def style(self, kind: str, name: str) -> str:
        """Return the id of a style by its name or id; one that is not there gives a warning."""
        if not name:
            return ""
        found = self.styles.find(kind, name) or self.styles.by_id(kind, name)
        if found is None:
            names = ", ".join(self.styles.names(kind)[:12])
            self.warn(
                "style-unknown",
                f"The template has no {kind} style {name[:60]!r}.",
                f"It has {names}." if names else "",
            )
        return found.id if found else ""

    def warn(self, code: str, message: str, hint: str = "") -> None:
        """Note something that the caller should know, once for the part."""
        problem = Problem(code, message, hint, part=self.part)
        if problem not in self._rendering.warnings:
            self._rendering.warnings.append(problem)

    def link(self, address: str) -> dict[str, str]:
        """Return the attributes of a hyperlink that leads to an address, or to a bookmark after ``#``."""
        address = self._legal(safe_address(address))
        if address.startswith("#"):
            return {self.w + "anchor": address[1:]}
        return {self.r + "id": self._additions.link(self.part, address)}

    def _in_link(self, address: str, run: etree._Element) -> etree._Element:
        hyperlink = etree.Element(self.w + "hyperlink")
        for name, value in self.link(address).items():
            hyperlink.set(name, value)
        hyperlink.append(run)
        return hyperlink


def _switch(value: bool) -> dict[str, str]:
    return {} if value else {"val": "0"}


def _kept(fonts: etree._Element | None, wished: Mapping[str, str]) -> dict[str, str]:
    """Return what fonts say of East Asian text, for which a Latin font that is wished is none."""
    names = ("hint",) if "eastAsia" in wished else ("hint", "eastAsia", "eastAsiaTheme")
    return {name: found for name in names if fonts is not None and (found := value_of(fonts, name))}


def _fonts(run: Run) -> dict[str, str]:
    fonts = dict.fromkeys(("ascii", "hAnsi", "cs"), run.font) if run.font else {}
    return fonts | ({"eastAsia": run.font_east_asia} if run.font_east_asia else {})
