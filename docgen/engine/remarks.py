"""A problem as the text of a remark in a document: a comment, a note on a cell, a box on a slide.

What a remark says of tags must be no tag itself, since the annotated file is a
template again.  How a format holds remarks is not known here.
"""

from __future__ import annotations

import re

from docgen.errors import Problem
from docgen.translation import translated

__all__ = ["AUTHOR", "INITIALS", "remark"]

AUTHOR, INITIALS = "docgen", "dg"
_TAG = re.compile(r"\{(?=\s*[{%#_｛％])|｛|_(?=\})")


def remark(problem: Problem, language: str, *, at_tag: bool) -> list[str]:
    """Return the lines of a remark: where, unless it stands ``at_tag``, what is wrong, how to mend it."""
    problem = translated(problem, language)
    where = (
        "" if at_tag else ", ".join(words for words in (problem.place or problem.part, problem.tag) if words)
    )
    lines = (where, problem.message, problem.hint)
    return [_TAG.sub(lambda match: match.group() + "\u200d", line) for line in lines if line]
