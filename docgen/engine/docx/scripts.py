"""East Asian text in Word: which font its characters take, and which characters count as East Asian.

Word chooses a font for every character (ECMA-376 part 1, 17.3.2.26, ``rFonts``).
Ideographs always take the East Asian one; quotation marks, dashes and ellipses do so
only where the run says ``w:hint="eastAsia"``, which Word writes as somebody types Chinese
and which the run of a tag, typed in Latin letters, lacks.  A font that nobody has named
is chosen by the computer on which the file is opened, often one of another language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from docgen.engine.docx.styles import Styles, child, value_of
from docgen.engine.names import WORD, A, W, names
from docgen.engine.source import Source, token_numbers
from docgen.opc import Package

__all__ = ["FONTS", "set_scripts"]

FONTS = {"zh": "宋体", "ja": "ＭＳ 明朝", "ko": "바탕"}
"""For each East Asian language the font of a value for which the template names none."""

_TEXT, _EA, _SCRIPTS = names(W, "t"), names(A, "ea"), {"zh": "Hans", "ja": "Jpan", "ko": "Hang"}


def set_scripts(
    root: etree._Element, source: Source, package: Package, styles: Callable[[], Styles], language: str
) -> None:
    """Let the values of a part count as East Asian text, with a font where the template names none."""
    named = _Named(package, styles, language)
    for text in root.iter(*_TEXT):
        run = text.getparent()
        values = (n for n in token_numbers(text.text) if source.marks[n].tag.kind == "value")
        if run is None or run.tag not in WORD.run or next(values, None) is None:
            continue
        w = f"{{{etree.QName(run).namespace}}}"
        has_font = named.has_font(run)
        fonts = _fonts_of(run, w)
        if fonts.get(w + "hint") is None:
            fonts.set(w + "hint", "eastAsia")
        if not has_font:
            fonts.attrib.pop(w + "eastAsiaTheme", "")
            fonts.set(w + "eastAsia", FONTS[language])


def _fonts_of(run: etree._Element, w: str) -> etree._Element:
    """Return the fonts of a run, made in the place that the schema gives them if there were none."""
    properties = run.find(w + "rPr")
    if properties is None:
        properties = etree.Element(w + "rPr")
        run.insert(0, properties)
    fonts = properties.find(w + "rFonts")
    if fonts is None:
        fonts = etree.Element(w + "rFonts")
        properties.insert(1 if properties.find(w + "rStyle") is not None else 0, fonts)
    return fonts


class _Named:
    """Tells whether a template names an East Asian font for a run: itself, in its styles, or by default."""

    def __init__(self, package: Package, styles: Callable[[], Styles], language: str) -> None:
        self.styles, self.language = styles(), language
        self.themes = _theme_fonts(package, language)
        roots = [package.xml(part) for part in package.related(package.main_part, "styles")[:1]]
        self.default = next(
            (child(root, "docDefaults", "rPrDefault", "rPr", "rFonts") for root in roots), None
        )
        self.known: dict[tuple[str, str], bool] = {}

    def has_font(self, run: etree._Element) -> bool:
        """Tell whether a font is named; what is nearest to the run decides."""
        own = self._names(child(run, "rPr", "rFonts"))
        if own is not None:
            return own
        paragraph = next(run.iterancestors(*WORD.paragraph), None)
        key = (value_of(child(run, "rPr", "rStyle")), value_of(child(paragraph, "pPr", "pStyle")))
        if key not in self.known:
            found = (self._names(fonts) for fonts in self._inherited(*key))
            self.known[key] = next((answer for answer in found if answer is not None), False)
        return self.known[key]

    def _inherited(self, character: str, paragraph: str) -> Iterator[etree._Element | None]:
        for style_id in ([character] if character else []) + [paragraph]:
            for style in self.styles.chain(style_id):
                yield child(style.element, "rPr", "rFonts")
        yield self.default

    def _names(self, fonts: etree._Element | None) -> bool | None:
        """Tell whether fonts name one for East Asian text; None if they leave it open."""
        if theme := value_of(fonts, "eastAsiaTheme"):
            return theme.startswith("major") in self.themes
        return True if value_of(fonts, "eastAsia") else None


def _theme_fonts(package: Package, language: str) -> set[bool]:
    """Return for which of a theme's two fonts, the major (True) and the minor, it names one of the language.

    A theme has one East Asian font, and one for each script, of which the settings choose by language.
    """
    main = package.main_part
    chosen = (package.xml(part).find("{*}themeFontLang") for part in package.related(main, "settings")[:1])
    by_script = any(value_of(element, "eastAsia").startswith(language) for element in chosen)
    found = set()
    for part in package.related(main, "theme")[:1]:
        for fonts in package.xml(part).iter("{*}majorFont", "{*}minorFont"):
            scripts = {element.get("script") for element in fonts if element.get("typeface")}
            named = any(element.get("typeface") for element in fonts if element.tag in _EA)
            if named or (by_script and _SCRIPTS[language] in scripts):
                found.add(str(fonts.tag).endswith("majorFont"))
    return found
