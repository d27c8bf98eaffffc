"""What on a slide names its shapes by their ids: animations and connectors, once some shapes are gone.

An animation of a shape that went would make PowerPoint repair the file, and a
connector would hold on to nothing.
"""

from __future__ import annotations

import re

from lxml import etree

from docgen.engine.names import MC, A, P, names

__all__ = ["drop_step", "names_shapes", "without_lost_shapes"]

_SHAPE_ID = re.compile(r'cNvPr\b[^>]*?\bid="(\d+)"')
_TARGET_ID = re.compile(r'\bspid="(\d+)"')
_TIMING = re.compile(r"<((?:[\w.-]+:)?timing)[\s>].*</\1>", re.S)
_CONNECTION = re.compile(r'<(?:[\w.-]+:)?(?:st|end)Cxn\b[^>]*?\bid="(\d+)"[^>]*?/>')
_STEPS = names(P, "par", "seq", "excl", "video", "audio")
_BUILDS = names(P, "bldP", "bldDgm", "bldOleChart", "bldGraphic")
_ROOT, _WAYS = names(P, "timing"), {MC + "Choice", MC + "Fallback"}


def names_shapes(root: etree._Element) -> bool:
    """Tell whether something on a slide names shapes by their ids."""
    return any(True for _ in root.iter(*_ROOT, *names(A, "stCxn", "endCxn")))


def without_lost_shapes(text: str) -> tuple[str, bool]:
    """Return a slide's text without what names shapes that are not there; tell whether animations went."""
    there = set(_SHAPE_ID.findall(text))
    text = _CONNECTION.sub(lambda match: match[0] if match[1] in there else "", text)
    timing = _TIMING.search(text)
    if timing is None or set(_TARGET_ID.findall(timing[0])) <= there:
        return text, False
    return _without_lost_steps(text, there), True


def _without_lost_steps(text: str, there: set[str]) -> str:
    root = etree.fromstring(text)
    for timing in list(root.iter(*_ROOT)):
        for target in list(timing.iter(etree.Element)):
            if target.get("spid", next(iter(there), "")) not in there:
                drop_step(target)
    return etree.tostring(root, encoding="unicode")


def drop_step(target: etree._Element) -> None:
    """Remove the innermost step of an animation around an element, and what is empty without it.

    A step that is written in several ways goes in all of them.
    """
    step: etree._Element | None = target
    while step is not None and step.tag not in _STEPS | _BUILDS | _ROOT:
        step = step.getparent()
    while step is not None:
        step = _in_all_ways(step)
        around = step.getparent()
        _remove(step)
        if step.tag in _ROOT or around is None or len(around):
            return
        step = _owner(around)


def _in_all_ways(step: etree._Element) -> etree._Element:
    """Return a step together with the other ways in which it is written for other programs."""
    way = step.getparent()
    if way is None or way.tag not in _WAYS or len(way) > 1:
        return step
    ways = way.getparent()
    return ways if ways is not None and any(True for _ in ways.iterancestors(*_ROOT)) else step


def _owner(emptied: etree._Element) -> etree._Element | None:
    """Return what holds a list that must not be empty; of the outermost time it is the whole timing."""
    while emptied.tag not in _STEPS | _ROOT:
        parent = emptied.getparent()
        if parent is None or emptied.tag in names(P, "bldLst"):
            return emptied
        emptied = parent
    return emptied


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
