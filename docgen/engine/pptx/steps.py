"""What a step of an animation says: what it animates, how it begins, how long it plays.

A time node holds others in its lists (ECMA-376 Part 1, 19.5): clicks hold moments,
moments hold effects, and effects hold behaviours, which name their targets.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import pairwise

from lxml import etree

from docgen.engine.names import A, P, names

__all__ = [
    "CATEGORY",
    "CHART",
    "CONDITION",
    "LISTS",
    "NODE",
    "RANGE",
    "SERIES",
    "TARGET",
    "Step",
    "delay_of",
    "ends",
    "ends_of",
    "first_effect",
    "index_of",
    "is_effect",
    "kind_of",
    "lists_of",
    "range_of",
    "shape_of",
    "spans_of",
    "whole",
]

Step = etree._Element

LISTS = names(P, "childTnLst", "subTnLst")
TARGET, RANGE, CHART = names(P, "spTgt"), names(P, "pRg"), names(A, "chart")
NODE, CONDITION = names(P, "cTn"), names(P, "cond")
SERIES, CATEGORY = "seriesIdx", "categoryIdx"
_SEQUENCE = names(P, "seq")
_NUMBER = re.compile(r"[0-9]{1,9}")


def lists_of(step: Step) -> Iterator[etree._Element]:
    """Yield the nearest lists of steps inside of a step."""
    for child in step.iterchildren(etree.Element):
        if child.tag in LISTS:
            yield child
        else:
            yield from lists_of(child)


def is_effect(step: Step) -> bool:
    """Tell whether a step holds no steps that hold others."""
    return not any(True for inner in lists_of(step) for child in inner for _ in lists_of(child))


def shape_of(step: Step, turns: Container[str]) -> str:
    """Return the shape of which a step animates paragraphs and nothing else; nothing if it does more."""
    if not isinstance(step.tag, str) or any(True for _ in step.iter(*_SEQUENCE)):
        return ""
    targets = list(step.iter(*TARGET))
    shapes = {target.get("spid", "") for target in targets}
    if len(shapes) != 1 or not all(shape in turns for shape in shapes) or None in map(range_of, targets):
        return ""
    return shapes.pop()


def range_of(target: etree._Element) -> tuple[int, int] | None:
    """Return the first and last paragraph of a target, None for a whole shape or what means no paragraph."""
    for element in target.iter(*RANGE, *CHART):
        first, last = (whole(element.get(name)) for name in ends_of(element))
        return None if first is None or last is None else (first, last)
    return None


def ends_of(element: etree._Element) -> tuple[str, str]:
    """Return the attributes that hold the first and the last number that a target means."""
    return ("st", "end") if element.tag in RANGE else (index_of(element), index_of(element))


def index_of(chart: etree._Element) -> str:
    """Return the attribute that holds which part of a chart is meant, or that it is another than those."""
    return {"series": SERIES, "category": CATEGORY}.get(chart.get("bldStep", ""), "bldStep")


def ends(step: Step) -> tuple[int, int]:
    """Return the first and the last paragraph that a step animates."""
    ranges = [found for target in step.iter(*TARGET) if (found := range_of(target))]
    return min(first for first, _ in ranges), max(last for _, last in ranges)


def first_effect(step: Step) -> etree._Element | None:
    """Return the time node of the first effect in a step."""
    return next((node for node in step.iter(*NODE) if node.get("nodeType", "").endswith("Effect")), None)


def kind_of(step: Step) -> str:
    """Return how the first effect of a step begins: ``clickEffect``, ``withEffect``, ``afterEffect``."""
    first = first_effect(step)
    return "" if first is None else first.get("nodeType", "")


def delay_of(step: Step) -> int | None:
    """Return when a step begins, in milliseconds; None if something must happen first."""
    condition = next(step.iter(*CONDITION), None)
    return None if condition is None else whole(condition.get("delay"))


def spans_of(steps: list[Step]) -> dict[Step, int]:
    """Return how long after each step of a list the next one begins; for the last, how long it plays."""
    delays = [delay_of(step) or 0 for step in steps]
    spans = {
        step: max(later - delay, 0) for step, (delay, later) in zip(steps, pairwise(delays), strict=False)
    }
    return spans | {step: _length(step) for step in steps[-1:]}


def _length(step: Step) -> int:
    effects = [node for node in step.iter(*NODE) if node.get("nodeType", "").endswith("Effect")]
    return max(
        (delay_of(e) or 0) + max(whole(n.get("dur")) or 0 for n in e.iter(*NODE)) for e in effects or [step]
    )


def whole(written: str | None) -> int | None:
    """Return a whole number as it is written, None for anything else."""
    return int(written) if written is not None and _NUMBER.fullmatch(written) else None
