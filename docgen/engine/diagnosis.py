"""What is wrong with a tag by itself, in the words of somebody who writes no code.

Jinja says what it stumbled over; here that becomes what the template's owner
should look at.  Each tag is read alone, so that one mistake hides no other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from docgen.engine.environment import TemplateEnvironment
from docgen.engine.foreign import foreign
from docgen.engine.habits import KEYWORDS, fullwidth
from docgen.engine.program import FORBIDDEN, checking_environment
from docgen.engine.source import Mark, Source
from docgen.engine.tags import PREFIXES, Tag
from docgen.errors import Problem, did_you_mean

__all__ = ["completed", "diagnose", "parsed"]

_CLOSINGS = {
    "for": "{}\ufdd2% endfor %\ufdd3",
    "if": "{}\ufdd2% endif %\ufdd3",
    "elif": "\ufdd2% if true %\ufdd3{}\ufdd2% endif %\ufdd3",
    "macro": "{}\ufdd2% endmacro %\ufdd3",
    "call": "{}\ufdd2% endcall %\ufdd3",
    "filter": "{}\ufdd2% endfilter %\ufdd3",
    "block": "{}\ufdd2% endblock %\ufdd3",
    "with": "{}\ufdd2% endwith %\ufdd3",
    "autoescape": "{}\ufdd2% endautoescape %\ufdd3",
}
_TWO_WORDS = ("end", "else")
_USUAL = "date, number, money, percent and label are the usual ones."
_ENDS = "(?:end of print statement|end of statement block)"
_TOO_EARLY = re.compile(rf"unexpected '{_ENDS}'|.*got '{_ENDS}'|.*unexpected end of template")
_OPEN_BRACKET = re.compile(r"unexpected '[%}]?\}?', expected '([)\]}])'")
_BRACKET = re.compile(r"unexpected '([)\]}])'")
_CHARACTER = re.compile(r"unexpected char (['\"])(.+)\1 at \d+", re.S)
_GOT = re.compile(r"(?:expected token .*, got|unexpected) '(.+)'", re.S)


def completed(mark: Mark) -> str | None:
    """Return a tag as a source of its own, its block closed and a misspelt keyword mended.

    None stands for a tag that has nothing to check.
    """
    tag, word = mark.tag, mark.tag.meant
    if tag.kind == "value" and not word:
        return f"\ufdd2{{ {tag.body} }}\ufdd3"
    if tag.kind not in ("value", "statement") or word == "else" or word.startswith("end"):
        return None
    body = _mended(tag)
    written = f"\ufdd2% {body} %\ufdd3"
    if word == "set" and "=" not in body:
        return written + "\ufdd2% endset %\ufdd3"
    return _CLOSINGS.get(word, "{}").format(written)


def _mended(tag: Tag) -> str:
    """Return the body of a statement with the keyword that is meant."""
    words = tag.body.split(None, 1)
    if not words or words[0] == tag.meant or not tag.meant:
        return tag.body
    rest = words[1] if len(words) > 1 else ""
    if words[0].lower() in _TWO_WORDS and rest:
        rest = rest.partition(" ")[2]
    return f"{tag.meant} {rest}".rstrip()


@functools.lru_cache(maxsize=2048)
def parsed(text: str, dialect: str) -> nodes.Template | TemplateSyntaxError | RecursionError:
    """Return a tag as Jinja reads it, or why it cannot: a tag often comes more than once in a template."""
    try:
        return checking_environment(dialect).parse(text)
    except (TemplateSyntaxError, RecursionError) as error:
        return error.with_traceback(None)


def diagnose(source: Source, filters: Mapping[str, Any] = MappingProxyType({})) -> list[Problem]:
    """Return the problems of each tag that is no Jinja on its own: syntax, unknown filters and tests.

    ``filters`` are those that the caller brings.
    """
    environment = checking_environment(source.dialect)
    if filters:
        environment = environment.overlay()
        environment.filters = {**environment.filters, **filters}
    return [
        fault.at(part=mark.part, place=mark.place, tag=mark.tag.text)
        for mark in source.marks
        for fault in _faults(source.dialect, mark, environment)
    ]


def _faults(dialect: str, mark: Mark, environment: TemplateEnvironment) -> Iterator[Problem]:
    slip, text = _slip(mark.tag), completed(mark)
    if slip:
        yield slip
    if text is None:
        return
    tree = parsed(text, dialect)
    if isinstance(tree, nodes.Template):
        yield from _unknown_names(environment, tree)
    elif isinstance(tree, RecursionError):
        yield Problem("limit", "The tag is nested too deeply.", "Make it simpler.")
    elif not slip:
        yield _syntax(mark.tag, tree.message or "")


def _slip(tag: Tag) -> Problem | None:
    """Return the problem of a keyword that is misspelt, or that stands in the wrong braces."""
    if tag.kind == "value":
        return _statement_as_value(tag) if tag.meant else None
    if tag.kind != "statement" or (tag.keyword in KEYWORDS and tag.keyword == tag.meant):
        return None
    words = tag.body.split()
    if not words:
        return Problem("tag-syntax", "The tag is empty.", "Write a statement into it, or take it out.")
    message = f"There is no statement {words[0]}."
    if words[0] in PREFIXES and len(words) > 1:
        return Problem("tag-syntax", message, f"Write {{%{words[0]} without a space before {words[0]}.")
    if words == ["end"]:
        hint = "Write {% endfor %} after a loop, {% endif %} after a condition."
        return Problem("tag-syntax", message, hint)
    if tag.meant:
        if words[0].lower() in _TWO_WORDS and len(words) > 1:
            message = f"There is no statement {words[0]} {words[1]}."
        return Problem("tag-syntax", message, f"Did you mean {tag.meant}?")
    if words[0] in ("break", "continue"):
        hint = "Choose the items in the loop: {% for risk in risks if risk.open %}."
        return Problem("tag-syntax", message, hint)
    if len(words) == 1 or words[1] == "|":
        return Problem("tag-syntax", message, f"To print a value, write {{{{ {tag.body} }}}}.")
    return Problem("tag-syntax", message, "Statements are for, if, elif, else, set and their ends.")


def _statement_as_value(tag: Tag) -> Problem:
    message = f"{tag.meant} is a statement, which stands between {{% and %}}."
    return Problem("tag-syntax", message, f"Write {{% {tag.body} %}}.")


def _syntax(tag: Tag, said: str) -> Problem:
    """Return the problem of a tag that Jinja cannot read, ``said`` being Jinja's own words."""
    if not tag.body:
        return Problem("tag-syntax", "The tag is empty.", "Write the name of a field between the braces.")
    if wide := fullwidth(tag.body):
        message = f"The sign {wide[0]} in the tag is a full-width one."
        return Problem("tag-syntax", message, f"Switch the keyboard to English and type {wide[1]} instead.")
    if problem := foreign(tag.body, tag.meant):
        return problem
    if found := _OPEN_BRACKET.fullmatch(said):
        hint = "Check that the brackets of the tag come in pairs."
        return Problem("tag-syntax", f"A bracket is not closed: {found[1]} is missing.", hint)
    if tag.meant == "for" and " in " not in tag.body:
        return Problem(
            "tag-syntax", "The loop does not say over what.", "Write it as {% for risk in risks %}."
        )
    if found := _BRACKET.fullmatch(said):
        hint = "Check that the brackets of the tag come in pairs."
        return Problem("tag-syntax", f"There is a {found[1]} too many in the tag.", hint)
    if _TOO_EARLY.match(said):
        hint = "Write what is missing, such as the name of a field, or take out the last sign."
        return Problem("tag-syntax", "Something is missing at the end of the tag.", hint)
    return _stumbled(said)


def _stumbled(said: str) -> Problem:
    if found := _CHARACTER.fullmatch(said):
        if found[2][0] in "\"'":
            return Problem(
                "tag-syntax", "A quote is not closed.", "Write the same quote at both ends of a text."
            )
        hint = "Put text into quotes; names have letters, digits and _ only."
        return Problem("tag-syntax", f"The sign {found[2]} cannot stand in a tag.", hint)
    if found := _GOT.fullmatch(said):
        hint = "A name has no spaces, text stands in quotes, and a filter follows a |."
        return Problem("tag-syntax", f"The tag is not understood from {found[1]} on.", hint)
    hint = "Compare it with {{ customer.name }} or {% for risk in risks %}."
    return Problem("tag-syntax", f"The tag is not understood: {said.rstrip('.')}.", hint)


def _unknown_names(environment: TemplateEnvironment, tree: nodes.Template) -> Iterator[Problem]:
    """Yield a problem for each filter and test that does not exist, and for reaching outside."""
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        known = environment.filters if isinstance(node, nodes.Filter) else environment.tests
        if node.name not in known or node.name.startswith(":"):
            yield _unknown(node, known)
    if any(True for _ in tree.find_all(FORBIDDEN)):
        yield Problem("forbidden", "A template cannot include or import another file.", "Take the tag out.")


def _unknown(node: Any, known: Mapping[str, Any]) -> Problem:
    names = [name for name in known if not name.startswith((":", "docgen_"))]
    if isinstance(node, nodes.Test):
        return Problem("unknown-test", f"There is no test {node.name}.", did_you_mean(node.name, names))
    return Problem(
        "unknown-filter", f"There is no filter {node.name}.", did_you_mean(node.name, names, _USUAL)
    )
