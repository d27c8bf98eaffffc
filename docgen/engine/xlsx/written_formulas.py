"""Formulas that a cell's tag writes out: ``{{ "=B2*{rate}" | formula(rate=tax.rate) }}``.

The formula is a text of the template and becomes a formula of the cell before anything runs, so that its
references follow the rows and data alone never make one.  What stands in braces is a value of the data: a
number, or text inside quotes.  Excel itself does not let anybody type a tag into a formula.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from docgen.engine.references import FORMULA_LENGTH
from docgen.errors import Problem, TemplateError

__all__ = ["written_formula"]

_FILTER = re.compile(r"\|\s*formula\b")
_WHOLE = re.compile(
    r"""\s*\{\{-?\s*(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\|\s*formula\s*
    (?:\((?P<values>.*)\))?\s*-?\}\}\s*""",
    re.VERBOSE | re.DOTALL,
)
_CURLY = str.maketrans("“”„‘’", '"""\'\'')
_NAMED = re.compile(r"\{([A-Za-z_]\w*)\}")
_HINT = 'Write {{ "=B2*{rate}" | formula(rate=tax.rate) }}, alone in its cell.'
_LEXER = Environment(autoescape=True)


def written_formula(text: str) -> str | None:
    """Return the formula, without ``=``, that the one tag of a cell writes out, with tags for its values.

    None for a cell without such a tag.  Raises TemplateError for one that is written otherwise.
    """
    if not _FILTER.search(text):
        return None
    found = _WHOLE.fullmatch(text.translate(_CURLY))
    if found is None:
        raise _wrong("A formula is a text of the template, alone in its cell.")
    formula = str(ast.literal_eval(found["text"])).strip()
    if not formula.startswith("=") or len(formula) > FORMULA_LENGTH:
        raise _wrong(f"A formula begins with = and has at most {FORMULA_LENGTH:,} characters.")
    values = dict(_values(found["values"] or ""))
    if unknown := {match[1] for match in _NAMED.finditer(formula)} ^ set(values):
        raise _wrong(f"The formula and its values do not agree about {min(unknown)}.")
    return _NAMED.sub(lambda match: f"{{{{ {values[match[1]]} }}}}", formula[1:])


def _values(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the expression of each value."""
    for piece in _divided(text):
        name, equals, value = piece.partition("=")
        if not equals or not name.strip().isidentifier() or not value.strip():
            raise _wrong("Each value of a formula needs a name.")
        yield name.strip(), value.strip()


def _divided(text: str) -> Iterator[str]:
    """Yield what stands between the commas that no bracket and no text encloses."""
    try:
        tokens = [
            value for _, kind, value in _LEXER.lex(f"{{{{{text}}}}}") if not kind.startswith("variable_")
        ]
    except TemplateSyntaxError as error:
        raise _wrong("The values of the formula cannot be read.") from error
    depth, piece = 0, ""
    for token in tokens:
        depth += (token in "([{") - (token in ")]}") if len(token) == 1 else 0
        if token == "," and not depth:
            yield piece
            piece = ""
        else:
            piece += token
    if piece.strip():
        yield piece


def _wrong(message: str) -> TemplateError:
    return TemplateError(Problem("formula-literal", message, _HINT))
