"""The steps of an animation, once the paragraphs that they animate have been repeated and left out.

Each copy of a paragraph is animated as its original.  What plays on a click of its
own does so for each copy, what plays together goes on playing together, and copies of
a group of paragraphs play group by group, in the order of the text.  A time node
holds others in its lists (ECMA-376 Part 1, 19.5): clicks hold moments, moments hold
effects, and effects hold behaviours, which name their targets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from docgen.engine.names import DRAWING, P, names
from docgen.engine.pptx.animations import drop_step
from docgen.engine.pptx.paragraphs import NUMBER, shape_id

__all__ = ["follow_paragraphs"]

Turn = tuple[int, int]
"""A paragraph: its number in the template and in the document."""
Turns = Mapping[str, Sequence[Turn]]
"""The paragraphs of texts, in their order, by the shape's id."""
Step = etree._Element

_TIMING, _TREE, _LISTS = names(P, "timing"), names(P, "tnLst"), names(P, "childTnLst", "subTnLst")
_TARGET, _RANGE, _BUILD = names(P, "spTgt"), names(P, "pRg"), names(P, "bldP")
_NODE, _REFERENCE, _CONDITION = names(P, "cTn"), names(P, "tn"), names(P, "cond")
_PARALLEL, _SEQUENCE, _AFTERWARDS = names(P, "par"), names(P, "seq"), names(P, "subTnLst")
_STARTING = ("clickEffect", "afterEffect")
_NUMBER = re.compile(r"[0-9]{1,9}")


def follow_paragraphs(text: str, spend: Callable[[int], None]) -> str:
    """Return a slide's text with its animations following its paragraphs; ``spend`` counts the steps."""
    root = etree.fromstring(text)
    turns = _turns(root)
    for timing in list(root.iter(*_TIMING)):
        _Timeline(timing, spend).follow(turns)
    return etree.tostring(root, encoding="unicode")


def _turns(root: etree._Element) -> dict[str, list[Turn]]:
    """Return the paragraphs of numbered texts, and take their numbers away."""
    found: dict[str, list[Turn]] = {}
    for body in [e for e in root.iter(*names(P, "txBody")) if e.attrib.pop(NUMBER, "")]:
        paragraphs = enumerate(body.iterchildren(*DRAWING.paragraph))
        numbers = [(str(paragraph.attrib.pop(NUMBER, "")), place) for place, paragraph in paragraphs]
        shape = body.getparent()
        assert shape is not None
        found.setdefault(shape_id(shape), [(int(n), place) for n, place in numbers if n])
    return found


class _Timeline:
    """The animations of one slide, whose steps are made anew out of those of the template."""

    def __init__(self, timing: etree._Element, spend: Callable[[int], None]) -> None:
        self.timing, self.spend = timing, spend
        self._last = max((_int(node.get("id")) or 0 for node in timing.iter(*_NODE)), default=0)
        builds = [build for build in timing.iter(*_BUILD) if build.get("build") == "allAtOnce"]
        self._together = {build.get("spid", "") for build in builds}
        self._spans: dict[Step, int] = {}
        """How long after a moment the next one begins, in milliseconds."""

    def follow(self, turns: Turns) -> None:
        """Let all steps follow the paragraphs; nothing stays of what animates none of them."""
        for step in [step for tree in self.timing.iterchildren(*_TREE) for step in tree]:
            made = self._rebuilt(step, turns)
            parent = step.getparent()
            if made is None or parent is None:
                drop_step(step)
            else:
                parent.replace(step, made)
        left = {target.get("spid", "") for target in self.timing.iter(*_TARGET)}
        for build in [e for e in self.timing.iter(*_BUILD) if e.get("spid", "") in turns.keys() - left]:
            drop_step(build)

    def _rebuilt(self, step: Step, turns: Turns) -> Step | None:
        """Return a step whose lists follow the paragraphs; None if one is empty without them."""
        made = deepcopy(step)
        made.tail = None
        for old, new in zip(list(_lists(step)), list(_lists(made)), strict=True):
            new[:] = self._expanded(list(old), turns)
            if len(old) and not len(new):
                if new.tag not in _AFTERWARDS:
                    return None
                _remove(new)
        first, kind = _first_effect(made), _kind(step)
        if first is not None and kind and step.tag in _PARALLEL:
            first.set("nodeType", kind)
        self._spans[made] = self._spans.get(step, 0)
        return made

    def _expanded(self, steps: list[Step], turns: Turns) -> list[Step]:
        """Return what becomes of the steps of a list."""
        self._spans.update(_spans(steps))
        made: list[Step] = []
        for shape, run in self._runs(steps, turns):
            if shape:
                made += self._repeated(run, shape, turns[shape])
            elif (step := self._rebuilt(run[0], turns)) is not None:
                made.append(step)
        if len(made) != len(steps):
            self._retime(made)
        return made

    def _runs(self, steps: list[Step], turns: Turns) -> Iterator[tuple[str, list[Step]]]:
        """Yield the steps that animate one text from above to below together, any other step alone."""
        run: list[Step] = []
        current = ""
        for step in steps:
            shape = _shape(step, turns)
            if run and (not shape or shape != current or _ends(step)[0] < _ends(run[-1])[1]):
                yield current, run
                run = []
            current, run = shape, [*run, step]
        if run:
            yield current, run

    def _repeated(self, run: list[Step], shape: str, turns: Sequence[Turn]) -> list[Step]:
        """Return the steps of one text's paragraphs; a paragraph's copies take along what follows them."""
        made: list[Step] = []
        for at, step in enumerate(run):
            repeats = _is_effect(step) or (shape not in self._together and _kind(step) in _STARTING)
            first = _range(next(step.iter(*_TARGET)))
            groups = _groups(turns, first[0]) if first and repeats else [turns]
            if len(groups) == 1:
                made += self._one(step, shape, turns)
                continue
            for number, group in enumerate(groups):
                again = [*self._one(step, shape, group), *self._repeated(run[at + 1 :], shape, group)]
                made += self._renewed(again) if number else again
            break
        return made

    def _one(self, step: Step, shape: str, turns: Sequence[Turn]) -> list[Step]:
        """Return a step for those of the paragraphs that it animates, nothing if there are none."""
        begin, end = _ends(step)
        own = [turn for turn in turns if begin <= turn[0] <= end]
        if not own:
            return []
        self.spend(1)
        if not _is_effect(step):
            made = self._rebuilt(step, {shape: own})
            return [] if made is None else [made]
        made = deepcopy(step)
        made.tail = None
        for target in list(made.iter(*_TARGET)):
            _aim(target, own)
        return [made]

    def _renewed(self, steps: list[Step]) -> list[Step]:
        """Give copies numbers of their own; an effect beside its original plays together with it."""
        for step in steps:
            given: dict[str, str] = {}
            for node in step.iter(*_NODE):
                self._last += 1
                given[node.get("id", "")] = str(self._last)
                node.set("id", str(self._last))
            for reference in step.iter(*_REFERENCE):
                reference.set("val", given.get(reference.get("val", ""), reference.get("val", "")))
            node = next(step.iterchildren(*_NODE), step)
            if node.get("nodeType") in _STARTING:
                node.set("nodeType", "withEffect")
        return steps

    def _retime(self, steps: list[Step]) -> None:
        """Let moments that follow one another by themselves begin when the one before has ended."""
        if any(_is_effect(step) or _delay(step) is None for step in steps):
            return
        begin = min((_delay(step) or 0 for step in steps), default=0)
        for step in steps:
            next(step.iter(*_CONDITION)).set("delay", str(begin))
            begin += self._spans.get(step, 0)


def _aim(target: etree._Element, turns: Sequence[Turn]) -> None:
    """Let a target name the copies of its paragraphs; a behaviour that has none goes."""
    found = _range(target)
    assert found is not None
    places = [place for number, place in turns if found[0] <= number <= found[1]]
    if places:
        for element in target.iter(*_RANGE):
            element.set("st", str(places[0]))
            element.set("end", str(places[-1]))
        return
    for around in target.iterancestors():
        parent = around.getparent()
        if parent is not None and parent.tag in _LISTS:
            parent.remove(around)
            break


def _groups(turns: Sequence[Turn], first: int) -> list[Sequence[Turn]]:
    """Divide paragraphs into groups that each begin with a copy of one paragraph."""
    starts = [at for at, (number, _) in enumerate(turns) if number == first][1:]
    return [turns[begin:end] for begin, end in pairwise([0, *starts, len(turns)])]


# What a step of the template is


def _lists(step: Step) -> Iterator[etree._Element]:
    """Yield the nearest lists of steps inside of a step."""
    for child in step.iterchildren(etree.Element):
        if child.tag in _LISTS:
            yield child
        else:
            yield from _lists(child)


def _is_effect(step: Step) -> bool:
    """Tell whether a step holds no steps that hold others."""
    return not any(True for inner in _lists(step) for child in inner for _ in _lists(child))


def _shape(step: Step, turns: Turns) -> str:
    """Return the shape of which a step animates paragraphs and nothing else; nothing if it does more."""
    if not isinstance(step.tag, str) or any(True for _ in step.iter(*_SEQUENCE)):
        return ""
    targets = list(step.iter(*_TARGET))
    shapes = {target.get("spid", "") for target in targets}
    if len(shapes) != 1 or not shapes <= turns.keys() or None in map(_range, targets):
        return ""
    return shapes.pop()


def _range(target: etree._Element) -> tuple[int, int] | None:
    """Return the first and last paragraph of a target, None for a whole shape or what means no paragraph."""
    for element in target.iter(*_RANGE):
        first, last = _int(element.get("st")), _int(element.get("end"))
        return None if first is None or last is None else (first, last)
    return None


def _ends(step: Step) -> tuple[int, int]:
    """Return the first and the last paragraph that a step animates."""
    ranges = [found for target in step.iter(*_TARGET) if (found := _range(target))]
    return min(first for first, _ in ranges), max(last for _, last in ranges)


def _first_effect(step: Step) -> etree._Element | None:
    return next((node for node in step.iter(*_NODE) if node.get("nodeType", "").endswith("Effect")), None)


def _kind(step: Step) -> str:
    """Return how the first effect of a step begins: ``clickEffect``, ``withEffect``, ``afterEffect``."""
    first = _first_effect(step)
    return "" if first is None else first.get("nodeType", "")


def _delay(step: Step) -> int | None:
    """Return when a step begins, in milliseconds; None if something must happen first."""
    condition = next(step.iter(*_CONDITION), None)
    return None if condition is None else _int(condition.get("delay"))


def _spans(steps: list[Step]) -> dict[Step, int]:
    """Return how long after each step of a list the next one begins; for the last, how long it plays."""
    delays = [_delay(step) or 0 for step in steps]
    spans = {
        step: max(later - delay, 0) for step, (delay, later) in zip(steps, pairwise(delays), strict=False)
    }
    return spans | {step: _length(step) for step in steps[-1:]}


def _length(step: Step) -> int:
    effects = [node for node in step.iter(*_NODE) if node.get("nodeType", "").endswith("Effect")]
    return max(
        (_delay(e) or 0) + max(_int(n.get("dur")) or 0 for n in e.iter(*_NODE)) for e in effects or [step]
    )


def _int(written: str | None) -> int | None:
    return int(written) if written is not None and _NUMBER.fullmatch(written) else None


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
