"""stub for now"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from docgen.engine.docx_cells import check_colour, check_span
from docgen.engine.parts import safe_address
from docgen.engine.text import escape_text, make_attribute, plain


class Additions:
    def finish(self, changed: dict[str, Any]) -> dict[str, Any]:
        return {}


class Drawings:
    def __init__(self, package: Any, part: str) -> None:
        self.package, self.part = package, part

    def join(self, root: Any, source: Any, place: Any) -> None:
        pass

    @staticmethod
    def additions(package: Any, rendering: Any) -> Additions:
        return Additions()

    def filters(self, language: str, dialect: str) -> dict[str, Any]:
        attribute = make_attribute(language, dialect)
        return {
            ":attribute": attribute,
            ":whole": lambda v, before, after: (
                v if type(v) is Markup and "<" in v else Markup(before + attribute(v) + after)
            ),
            ":span": lambda v: Markup(check_span(v)),
            ":colour": lambda v: (
                Markup(check_colour(v))
                if dialect == "docgen"
                else Markup(escape_text(plain(v, language, dialect)))
            ),
            ":address": lambda v: Markup(escape_text(safe_address(plain(v, language, dialect)))),
        }
