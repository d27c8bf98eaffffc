"""What of a finished slide does not fit: texts higher than their shapes, tables and pictures off the slide.

Most texts are seen to be short without being measured; what was measured once is not measured again.  What
does not fit is told as warnings, the document is made all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import inf

from docgen.engine.measure.lines import Laid, Paragraph, lay_out
from docgen.engine.pptx.bodies import Room
from docgen.engine.pptx.boxes import BEGIN, END, INSETS, Box
from docgen.engine.pptx.dividing import Need
from docgen.engine.pptx.looks import EMU
from docgen.engine.pptx.rows import column_widths, is_low, row_heights
from docgen.engine.pptx.shrinking import WHOLE, laid_out, scale_of, smaller_runs, with_scale
from docgen.errors import Problem

__all__ = ["looked_at", "needs", "unlooked"]

_BEGIN, _END = f"<?{BEGIN} ", f"<?{END} ?>"
_MARKS = re.compile(rf"<\?{BEGIN}(?:-end)? \d*\?>")
_FRAME = re.compile(r':off x="(-?\d+)" y="(-?\d+)"/><[\w.-]*:?ext cx="(\d+)" cy="(\d+)"')
_ALIGN = re.compile(r'\balgn="(\w+)"')
_CM = 72 / 2.54
_HALF, _SLACK = 0.5, 2.0  # of a line; points: less is not seen
_MOST_KNOWN = 200
_LARGER = "Make the shape larger or its font smaller, or give it less text."


def looked_at(
    text: str, boxes: Sequence[Box], *, exact: bool, shrink: bool
) -> tuple[str, list[tuple[Box, Problem]]]:
    """Return a slide's text without the marks of its boxes, texts made smaller, and what does not fit.

    ``exact`` tells that texts may hold formats which their template does not have, ``shrink`` that also texts
    and tables shall be made smaller which PowerPoint would leave.
    """
    out, found, at = [], [], 0
    begin = text.find(_BEGIN)
    while begin >= 0:
        start = text.index("?>", begin) + 2
        end = text.index(_END, start)
        box = boxes[int(text[begin + len(_BEGIN) : start - 2])]
        out.append(text[at:begin])
        if not exact and box.most is not None and box.most.is_known_short(text, start, end):
            out.append(text[start:end])
        else:
            content, problems = _looked_at(box, text[start:end], exact, shrink)
            out.append(content)
            found += [(box, problem) for problem in problems]
        at = end + len(_END)
        begin = text.find(_BEGIN, at)
    out.append(text[at:])
    return "".join(out), found


def unlooked(text: str) -> str:
    """Return a slide's text without the marks of its boxes."""
    return _MARKS.sub("", text)


def needs(text: str, boxes: Sequence[Box], *, exact: bool, every: bool) -> Iterator[tuple[int, Need]]:
    """Yield the number of each box in a slide's text, and what its content needs.

    Those that are seen to be large enough come only with ``every``.
    """
    for piece in text.split(_BEGIN)[1:]:
        number, _, rest = piece.partition("?>")
        box, content = boxes[int(number)], rest.partition(_END)[0]
        if not exact and not every and _is_short(box, content):
            continue
        if box.kind == "table":
            heights = row_heights(content, box.bodies, box.options, None if exact else box.most)
            first, behind = box.repeats or (len(heights), 0)
            rows = tuple(heights[first : len(heights) - behind])
            yield int(number), Need(sum(heights), box.limit - box.top, rows)
        elif box.room is not None:
            room = max(box.room.height, box.free[1] if box.room.fit == "shape" else 0.0)
            yield int(number), Need(_laid(box, content)[1].height / box.room.columns, room)


def _looked_at(box: Box, content: str, exact: bool, shrink: bool) -> tuple[str, Sequence[Problem]]:
    """Return a box's content, made smaller if it must be, and what is wrong with it all the same."""
    key = hash(content), shrink
    known = box.known.get(key)
    if known is None:
        if len(box.known) >= _MOST_KNOWN:
            box.known.clear()
        if not exact and _is_short(box, content):
            known = None, ()
        else:
            smaller, problems = _LOOKS[box.kind](box, content, exact, shrink)
            known = None if smaller is content else smaller, tuple(problems)
        box.known[key] = known
    return known[0] or content, known[1]


def _is_short(box: Box, content: str) -> bool:
    """Tell whether texts surely fit, without measuring them."""
    most = box.most
    if most is None or box.kind == "picture":
        return False
    if box.kind == "text":
        return most.is_short(content, *box.free)
    return is_low(content, box.bodies, most, box.limit - box.top) and not _beyond(box, content)


# -- texts -------------------------------------------------------------------


def _text(box: Box, content: str, _: bool, shrink: bool) -> tuple[str, list[Problem]]:
    room = box.room
    assert room is not None
    found, laid = _laid(box, content)
    if not any(run.text.strip() for paragraph in found for run in paragraph.runs):
        return content, []
    line = laid.height / laid.lines
    if laid.height > _least_to_shrink(room, line, shrink):
        scale = scale_of(found, room.column, room.height * room.columns + _SLACK)
        content = content if scale is WHOLE else with_scale(content, box.bodies.prefix, scale)
        laid = laid_out(found, room.column, scale)
    return content, list(_text_flaws(box, content, laid, line))


def _least_to_shrink(room: Room, line: float, shrink: bool) -> float:
    """Return the height from which on a text is made smaller."""
    if room.fit == "norm":
        return room.height * room.columns + _SLACK
    return _most(room, line) if shrink and room.fit == "no" else inf


def _most(room: Room, line: float) -> float:
    """Return the height of a text that is seen to be too high for its room, by more than half a line."""
    return (room.height + _HALF * line) * room.columns


def _text_flaws(box: Box, content: str, laid: Laid, line: float) -> Iterator[Problem]:
    room = box.room
    assert room is not None
    need = laid.height / room.columns
    if room.fit == "shape":
        yield from _grown(box, need + room.around)
    elif laid.height > _most(room, line):
        yield Problem(
            "overflow",
            f"The text needs {need / _CM:.1f} cm of {max(room.height, 0) / _CM:.1f} cm.",
            _LARGER,
        )
    if not room.wraps and room.is_upright:
        yield from _too_wide(box, content, laid)


def _laid(box: Box, content: str) -> tuple[list[Paragraph], Laid]:
    assert box.room is not None
    found = box.bodies.read(content).paragraphs
    return found, lay_out(found, box.room.column)


def _grown(box: Box, height: float) -> Iterator[Problem]:
    """Yield what is wrong with a shape that grows with its text, if it leaves the slide by that."""
    assert box.room is not None
    more = height - box.height
    if more <= _SLACK or box.turned or not box.room.is_upright:
        return
    down = {"t": 1.0, "ctr": 0.5}.get(box.room.anchor, 0.0)
    above, below = more * (1 - down) - box.top, box.top + box.height + more * down - box.slide[1]
    if max(above, below) > _SLACK:
        yield Problem(
            "off-slide",
            f"The shape grows with its text and leaves the slide by {max(above, below) / _CM:.1f} cm.",
            _LARGER,
        )


def _too_wide(box: Box, content: str, laid: Laid) -> Iterator[Problem]:
    """Yield what is wrong with a text without line breaks, if it leaves the slide at its sides."""
    side = _alignment(box, content)
    over = laid.width - (box.width - INSETS)
    left, right = {"l": (0.0, over), "r": (over, 0.0)}.get(side, (over / 2, over / 2))
    beyond = max(left - box.left, box.left + box.width + right - box.slide[0])
    if over > _SLACK and beyond > _SLACK and not box.turned:
        yield Problem(
            "off-slide",
            f"The text is not wrapped and leaves the slide by {beyond / _CM:.1f} cm.",
            "Let the text wrap in its shape, or give it less text.",
        )


def _alignment(box: Box, content: str) -> str:
    found = _ALIGN.search(content)
    return found[1] if found else box.bodies.levels[0].align


# -- tables ------------------------------------------------------------------


def _table(box: Box, content: str, exact: bool, shrink: bool) -> tuple[str, list[Problem]]:
    room = box.limit - box.top + _SLACK
    if shrink and _table_height(box, content, exact) > room:
        usual = box.bodies.levels[0].size
        content = smaller_runs(
            content, box.bodies.prefix, usual, lambda table: _table_height(box, table, exact=True) <= room
        )
        exact = True
    return content, list(_table_flaws(box, content, exact))


def _table_flaws(box: Box, content: str, exact: bool) -> Iterator[Problem]:
    bottom = box.top + _table_height(box, content, exact)
    room = (box.limit - box.top) / _CM
    if bottom > box.slide[1] + _SLACK:
        yield Problem(
            "off-slide",
            f"The table ends {(bottom - box.slide[1]) / _CM:.1f} cm below the slide's lower edge.",
            "Divide its rows over several slides: {%slide for page in … | fit %}.",
        )
    elif box.stands_below and bottom > box.limit + _SLACK:
        yield Problem(
            "overflow",
            f"The table needs {(bottom - box.top) / _CM:.1f} cm of {room:.1f} cm above what stands below it.",
            "Divide its rows over several slides: {%slide for page in … | fit %}.",
        )
    if beyond := _beyond(box, content):
        yield Problem(
            "off-slide",
            f"The table ends {beyond / _CM:.1f} cm beyond the slide's right edge.",
            "Make its columns narrower.",
        )


def _beyond(box: Box, content: str) -> float:
    """Return how far a table reaches over the right edge of its slide."""
    beyond = box.left + sum(column_widths(content)) - box.slide[0]
    return beyond if beyond > _SLACK else 0.0


def _table_height(box: Box, content: str, exact: bool) -> float:
    """Return how high a table is, in points; ``exact`` has every cell measured."""
    return sum(row_heights(content, box.bodies, box.options, None if exact else box.most))


# -- pictures ----------------------------------------------------------------


def _picture(box: Box, content: str, _: bool, __: bool) -> tuple[str, list[Problem]]:
    return content, list(_picture_flaws(box, content))


def _picture_flaws(box: Box, content: str) -> Iterator[Problem]:
    found = _FRAME.search(content)
    left, top, width, height = (int(length) / EMU for length in found.groups()) if found else (0.0,) * 4
    beyond = max(-left, -top, left + width - box.slide[0], top + height - box.slide[1])
    if beyond > _SLACK:
        yield Problem(
            "off-slide",
            f"The picture leaves the slide by {beyond / _CM:.1f} cm.",
            "Move its frame in the template onto the slide.",
        )


_LOOKS = {"text": _text, "table": _table, "picture": _picture}
