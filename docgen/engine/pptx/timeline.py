"""The steps of an animation, once the paragraphs that they animate have been repeated and left out.

Each copy of a paragraph is animated as its original, and so are the series and categories of a chart with
other data: those beyond the template's as its last.  What plays on a click of its
own does so for each copy, what plays together goes on playing together, and copies of
a group of paragraphs play group by group, in the order of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from docgen.engine.names import DRAWING, P, names
from docgen.engine.pptx.animations import drop_step
from docgen.engine.pptx.paragraphs import NUMBER, shape_id
from docgen.engine.pptx.steps import (
    CATEGORY,
    CHART,
    CONDITION,
    LISTS,
    NODE,
    RANGE,
    TARGET,
    Step,
    delay_of,
    ends,
    ends_of,
    first_effect,
    index_of,
    is_effect,
    kind_of,
    lists_of,
    range_of,
    shape_of,
    spans_of,
    whole,
)

__all__ = ["follow_parts"]

Turn = tuple[int, int]
"""A paragraph, series or category: its number in the template and in the document."""
Turns = Mapping[str, Sequence[Turn]]
"""The paragraphs of texts and the parts of charts, in their order, by the shape's id."""
Sizes = Mapping[str, tuple[int, int]]
"""How many series and categories charts have, by the shape's id."""

_TIMING, _TREE, _BUILD = names(P, "timing"), names(P, "tnLst"), names(P, "bldP")
_REFERENCE, _PARALLEL, _AFTERWARDS = names(P, "tn"), names(P, "par"), names(P, "subTnLst")
_STARTING = ("clickEffect", "afterEffect")


def follow_parts(text: str, charts: Sizes, spend: Callable[[int], None]) -> str:
    """Return a slide's text with its animations following its paragraphs, and its charts with other data.

    ``spend`` counts the steps.
    """
    root = etree.fromstring(text)
    turns = _turns(root)
    for timing in list(root.iter(*_TIMING)):
        parts = {shape: _parts(timing, shape, sizes) for shape, sizes in charts.items()}
        _Timeline(timing, spend).follow({**turns, **parts})
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


def _parts(timing: etree._Element, shape: str, sizes: tuple[int, int]) -> list[Turn]:
    """Return the series or categories of a chart, whichever the timing animates one by one."""
    for target in (target for target in timing.iter(*TARGET) if target.get("spid") == shape):
        for chart in target.iter(*CHART):
            if (name := index_of(chart)) != "bldStep":
                last = max(whole(e.get(name)) or 0 for e in timing.iter(*CHART) if _shape_id(e) == shape)
                return [(min(at, last), at) for at in range(sizes[name == CATEGORY])]
    return []


def _shape_id(chart: etree._Element) -> str:
    return next((target.get("spid", "") for target in chart.iterancestors(*TARGET)), "")


class _Timeline:
    """The animations of one slide, whose steps are made anew out of those of the template."""

    def __init__(self, timing: etree._Element, spend: Callable[[int], None]) -> None:
        self.timing, self.spend = timing, spend
        self._last = max((whole(node.get("id")) or 0 for node in timing.iter(*NODE)), default=0)
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
        left = {target.get("spid", "") for target in self.timing.iter(*TARGET)}
        for build in [e for e in self.timing.iter(*_BUILD) if e.get("spid", "") in turns.keys() - left]:
            drop_step(build)

    def _rebuilt(self, step: Step, turns: Turns) -> Step | None:
        """Return a step whose lists follow the paragraphs; None if one is empty without them."""
        made = deepcopy(step)
        made.tail = None
        for old, new in zip(list(lists_of(step)), list(lists_of(made)), strict=True):
            new[:] = self._expanded(list(old), turns)
            if len(old) and not len(new):
                if new.tag not in _AFTERWARDS:
                    return None
                _remove(new)
        first, kind = first_effect(made), kind_of(step)
        if first is not None and kind and step.tag in _PARALLEL:
            first.set("nodeType", kind)
        self._spans[made] = self._spans.get(step, 0)
        return made

    def _expanded(self, steps: list[Step], turns: Turns) -> list[Step]:
        """Return what becomes of the steps of a list."""
        self._spans.update(spans_of(steps))
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
            shape = shape_of(step, turns)
            if run and (not shape or shape != current or ends(step)[0] < ends(run[-1])[1]):
                yield current, run
                run = []
            current, run = shape, [*run, step]
        if run:
            yield current, run

    def _repeated(self, run: list[Step], shape: str, turns: Sequence[Turn]) -> list[Step]:
        """Return the steps of one text's paragraphs; a paragraph's copies take along what follows them."""
        made: list[Step] = []
        for at, step in enumerate(run):
            repeats = is_effect(step) or (shape not in self._together and kind_of(step) in _STARTING)
            first = range_of(next(step.iter(*TARGET)))
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
        begin, end = ends(step)
        own = [turn for turn in turns if begin <= turn[0] <= end]
        if not own:
            return []
        self.spend(1)
        if not is_effect(step):
            made = self._rebuilt(step, {shape: own})
            return [] if made is None else [made]
        made = deepcopy(step)
        made.tail = None
        for target in list(made.iter(*TARGET)):
            _aim(target, own)
        return [made]

    def _renewed(self, steps: list[Step]) -> list[Step]:
        """Give copies numbers of their own; an effect beside its original plays together with it."""
        for step in steps:
            given: dict[str, str] = {}
            for node in step.iter(*NODE):
                self._last += 1
                given[node.get("id", "")] = str(self._last)
                node.set("id", str(self._last))
            for reference in step.iter(*_REFERENCE):
                reference.set("val", given.get(reference.get("val", ""), reference.get("val", "")))
            node = next(step.iterchildren(*NODE), step)
            if node.get("nodeType") in _STARTING:
                node.set("nodeType", "withEffect")
        return steps

    def _retime(self, steps: list[Step]) -> None:
        """Let moments that follow one another by themselves begin when the one before has ended."""
        if any(is_effect(step) or delay_of(step) is None for step in steps):
            return
        begin = min((delay_of(step) or 0 for step in steps), default=0)
        for step in steps:
            next(step.iter(*CONDITION)).set("delay", str(begin))
            begin += self._spans.get(step, 0)


def _aim(target: etree._Element, turns: Sequence[Turn]) -> None:
    """Let a target name the copies of its paragraphs; a behaviour that has none goes."""
    found = range_of(target)
    assert found is not None
    places = [place for number, place in turns if found[0] <= number <= found[1]]
    if places:
        for element in target.iter(*RANGE, *CHART):
            first, last = ends_of(element)
            element.set(first, str(places[0]))
            element.set(last, str(places[-1]))
        return
    for around in target.iterancestors():
        parent = around.getparent()
        if parent is not None and parent.tag in LISTS:
            parent.remove(around)
            break


def _groups(turns: Sequence[Turn], first: int) -> list[Sequence[Turn]]:
    """Divide paragraphs into groups that each begin with a copy of one paragraph."""
    starts = [at for at, (number, _) in enumerate(turns) if number == first][1:]
    return [turns[begin:end] for begin, end in pairwise([0, *starts, len(turns)])]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
