"""One stream of a deck under construction: which parts stand in it, in which order.

All slides are one stream, each slide followed by what belongs to it, so that a
loop around slides has its names in scope in notes and charts too.  Any other
part with tags (a layout, a master, properties) is a stream of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from docgen.engine.alt_texts import drop_chart_tags
from docgen.engine.lift import lift
from docgen.engine.names import DRAWING, A, P, names
from docgen.engine.parts import join_attributes, join_leaves, may_hold_tags, template_tree, unmarked
from docgen.engine.pptx.addresses import join_links, tagged_addresses
from docgen.engine.pptx.alt import AltTexts, Fill
from docgen.engine.pptx.animations import names_shapes
from docgen.engine.pptx.boxes import Box, Boxes
from docgen.engine.pptx.cells import apply_cell_tags, follow_blocks, has_merges
from docgen.engine.pptx.deck import Deck, Owner
from docgen.engine.pptx.fills import apply_cell_fills
from docgen.engine.pptx.grids import mark_columns
from docgen.engine.pptx.jumps import join_jumps, jumps_of
from docgen.engine.pptx.optional import optional_relations
from docgen.engine.pptx.output import drop_row_ids, guard
from docgen.engine.pptx.paragraphs import animated_charts, number_paragraphs
from docgen.engine.pptx.places import DeckPlaces, kind_of_part, owner_name
from docgen.engine.source import TOKEN, Source, is_element, token_numbers
from docgen.engine.tags import Tag
from docgen.errors import Problem

__all__ = ["Piece", "Script"]

PART, ADDRESS = "<?docgen-part?>", "<?docgen-address?>"
_OPENINGS, _MIDDLES, _ENDS = {"for", "if", "set"}, {"else", "elif"}, {"endfor", "endif"}
_PREFIXES = {"slide": "a slide", "sheet": "an Excel sheet", "area": "an Excel sheet"}

_DIVIDES = re.compile(r"for\s+(\w+)\s+in\b.*\|\s*fit\b", re.S)
_WITH_LINKS = ("slide", "notesSlide", "slideLayout", "slideMaster")

Item = str | etree._Element


@dataclass(frozen=True, slots=True)
class Piece:
    """What one mark of the stream's output begins: a part, or the addresses of its links."""

    part: str
    owner: Owner | None
    """Set where a new copy of the owner begins."""
    is_written: bool
    """Whether the part's text follows; otherwise it stays as it is in the template."""
    addresses: tuple[str, ...] = ()
    """The relationships whose addresses follow the text, in order."""
    replaced: frozenset[str] = frozenset()
    """The relationships of pictures and links that gave way to others."""
    picture_id: str = ""
    """How the ids of relationships to new pictures begin."""
    may_link: bool = False
    """Whether its texts may hold links."""
    has_merges: bool = False
    """Whether cells of its tables are merged once it has been rendered."""
    boxes: Sequence[Box] = ()
    """The shapes whose room is looked at, by the numbers of their marks; empty where there are none."""
    names_shapes: bool = False
    """Whether something in it names shapes by their ids, which may have gone."""
    animates_paragraphs: bool = False
    """Whether something in it is animated paragraph by paragraph, while tags repeat or remove them."""
    animated_charts: Mapping[str, str] = field(default_factory=dict)
    """The charts with other data that are animated in parts, by the shapes that show them."""
    optional: Mapping[str, str] = field(default_factory=dict)
    """The relationships that may go, each with the one that must be there for it to stay."""

    @property
    def is_changed_later(self) -> bool:
        """Whether its text is changed once more after it was rendered."""
        return self.has_merges or self.names_shapes or self.animates_paragraphs


@dataclass
class _Form:
    """One part made ready: its tree if its text has tags, its addresses, its slide tags."""

    part: str
    root: etree._Element | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    slide_tags: list[int] = field(default_factory=list)
    replaced: frozenset[str] = frozenset()
    optional: Mapping[str, str] = field(default_factory=dict)
    animates_paragraphs: bool = False
    has_boxes: bool = False

    @property
    def is_needed(self) -> bool:
        return self.root is not None or bool(self.addresses)


class Script:
    """The items of one stream, and what its marks mean."""

    def __init__(self, deck: Deck, dialect: str) -> None:
        self.deck = deck
        self.source = Source(dialect=dialect)
        self.fills: list[Fill] = []
        self.boxes = Boxes(deck, self.source)
        self.pieces: list[Piece] = []
        self.items: list[Item] = []
        self.divides = False
        """Whether a slide loop divides its list by what fits."""
        self.repeats = False
        """Whether slides repeat or disappear."""
        self.loops: dict[str, tuple[int, ...]] = {}
        """By part: the slide loops around a slide, outermost first, by the number of their tag."""
        self._forms: list[tuple[Owner, list[_Form]]] = []

    def add(self, owner: Owner, root: etree._Element | None = None) -> None:
        """Number and lift the tags of a part and all that belongs to it; ``root`` may be its tree."""
        forms = [self._form(owner, part, root if part == owner.part else None) for part in owner.parts]
        self._forms.append((owner, [form for form in forms if form.is_needed]))
        self.repeats = self.repeats or any(form.slide_tags for form in forms)

    def assemble(self) -> bool:
        """Put all items in their order; tell whether there is anything to render."""
        self._find_loops()
        self._join_jumps()
        depth = 0
        for owner, forms in self._forms:
            if not forms and not self.repeats:
                continue
            before, after = self._around([n for form in forms for n in form.slide_tags])
            for number in before:
                self.items.append(f"\ufdd0{number}\ufdd1")
                if self._keyword(number) == "for":
                    divides = _DIVIDES.search(self.source.marks[number].tag.body) is not None
                    self.divides = self.divides or divides
                    self.items.append(self._mark(":turn", depth, divides))
                    depth += 1
            self._write(owner, forms)
            for number in after:
                self.items.append(f"\ufdd0{number}\ufdd1")
                if self._keyword(number) == "endfor" and depth:
                    depth -= 1
                    self.items.append(self._mark(":leave", depth))
        return bool(self.items)

    def _keyword(self, number: int) -> str:
        return self.source.marks[number].tag.keyword

    def _find_loops(self) -> None:
        """Find the loops that each slide stands in."""
        loops: list[int] = []
        for owner, forms in self._forms:
            before, after = self._around([n for form in forms for n in form.slide_tags])
            loops += [number for number in before if self._keyword(number) == "for"]
            self.loops[owner.part] = tuple(loops)
            for number in after:
                if self._keyword(number) == "endfor" and loops:
                    loops.pop()

    def _join_jumps(self) -> None:
        """Let links out of lists lead to the slides of the same items, now that all loops are known."""
        for owner, forms in self._forms if any(self.loops.values()) else ():
            links = self.deck.links.get(owner.part, ())
            slides = {link.id: link.target for link in links if link.kind == "slide"}
            jumps = jumps_of(slides, self.source, self.loops, owner.part)
            for form in forms:
                if form.part == owner.part and form.root is not None:
                    form.replaced |= join_jumps(
                        form.root, self.source, DeckPlaces(self.deck, owner, form.part), jumps
                    )

    def _around(self, numbers: list[int]) -> tuple[list[int], list[int]]:
        """Divide slide tags into those before their slide and those after it."""
        before: list[int] = []
        after: list[int] = []
        opened = 0
        for number in numbers:
            keyword = self._keyword(number)
            opened += keyword in ("for", "if")
            if keyword in _OPENINGS or (keyword in _MIDDLES and not opened):
                before.append(number)
            else:
                after.append(number)
                opened -= keyword in _ENDS and opened > 0
        return before, after

    def _write(self, owner: Owner, forms: list[_Form]) -> None:
        if not any(form.part == owner.part for form in forms):
            forms = [_Form(owner.part), *forms]
        for form in forms:
            begins = owner if form.part == owner.part else None
            self.items.append(self._mark(":part", len(self.pieces)))
            self.pieces.append(self._piece(form, begins))
            if form.root is not None:
                self.items.append(form.root)
            self.items += [ADDRESS + address for address in form.addresses.values()]

    def _piece(self, form: _Form, begins: Owner | None) -> Piece:
        picture_id = "rIdPicture"
        while any(link.id.startswith(picture_id) for link in self.deck.links.get(form.part, ())):
            picture_id += "_"
        addresses = tuple(form.addresses)
        may_link = kind_of_part(self.deck, form.part) in _WITH_LINKS
        return Piece(
            form.part,
            begins,
            form.root is not None,
            addresses,
            form.replaced,
            picture_id,
            may_link,
            has_merges=form.root is not None and has_merges(form.root),
            boxes=self.boxes.all if form.has_boxes else (),
            names_shapes=form.root is not None and names_shapes(form.root),
            animates_paragraphs=form.root is not None and form.animates_paragraphs,
            animated_charts=self._animated_charts(form),
            optional=form.optional,
        )

    def _animated_charts(self, form: _Form) -> Mapping[str, str]:
        """Return the charts with other data that are animated in parts, by the shapes that show them."""
        filled = {fill.part for fill in self.fills}
        links = {link.id: link.target for link in self.deck.links.get(form.part, ())}
        charts = {} if form.root is None or not filled else animated_charts(form.root)
        return {shape: links[id_] for shape, id_ in charts.items() if links.get(id_) in filled}

    def _mark(self, wrap: str, *arguments: int) -> str:
        return self.source.add(Tag("value", "0", ""), "", "", wrap, arguments)

    # one part

    def _form(self, owner: Owner, part: str, root: etree._Element | None) -> _Form:
        form = _Form(part)
        first = len(self.source.marks)
        name = owner_name(self.deck, owner)
        tagged = tagged_addresses(self.deck, part)
        tree = self._tree(part, bool(tagged)) if root is None else root
        self.source.touched = False
        if tree is not None:
            places = DeckPlaces(self.deck, owner, part)
            form.animates_paragraphs = number_paragraphs(tree)
            self._join(form, tree, places)
            form.replaced |= join_links(tree, self.source, part, tagged, places)
            form.slide_tags += _slide_tags(tree, self.source)
            tags = (self.source.marks[number].tag.body for number in form.slide_tags)
            self.boxes.pages |= {match[1] for body in tags if (match := _DIVIDES.search(body))}
            self._lift(tree)
            if self.source.touched:
                form.root, form.optional = tree, optional_relations(self.deck, part, tree, self.source)
                form.has_boxes = self.boxes.mark(part, tree)
        for id_ in (id_ for id_ in tagged if id_ not in form.replaced):
            place = f"{name}, hyperlink" if owner.number else "hyperlink"
            form.addresses[id_] = self.source.join_text(tagged[id_], part, place, ":address")
        self._check_prefixes(first, owner)
        return form

    def _tree(self, part: str, has_links: bool) -> etree._Element | None:
        """Return a part's tree if it or its links may hold tags; of a chart to fill, that without series."""
        fill = next((fill for fill in self.fills if fill.part == part), None)
        if fill is not None:
            return etree.fromstring(unmarked(fill.template.skeleton.decode()).encode())
        if not has_links and not may_hold_tags(self.deck.package, part):
            return None
        return template_tree(self.deck.package, part)

    def _join(self, form: _Form, root: etree._Element, places: DeckPlaces) -> None:
        for paragraph in root.iter(*DRAWING.paragraph):
            self.source.join(paragraph, DRAWING, places.told, lambda p=paragraph: places.of(p))  # type: ignore[misc]  # a default binds the loop's value
        drop_chart_tags(root, self.source)
        alt = AltTexts(self.deck, form.part, self.source, places.of, self.fills)
        alt.take(root)
        apply_cell_fills(root, self.source, lambda: alt.theme)
        form.slide_tags, form.replaced = alt.slide_tags, frozenset(alt.replaced)
        join_attributes(root, self.source, form.part, places)
        join_leaves(root, self.source, DRAWING, form.part, places)

    def _lift(self, root: etree._Element) -> None:
        if not self.source.touched:
            return
        apply_cell_tags(root, self.source)
        for table in root.iter(*names(A, "tbl")):
            if self._has_columns(table):
                mark_columns(table, self.source)
        lift(self.source, root, DRAWING)
        follow_blocks(root)
        drop_row_ids(root)
        guard(root)

    def _has_columns(self, table: etree._Element) -> bool:
        numbers = (n for text in table.iter(*DRAWING.text) for n in token_numbers(text.text))
        return any(self.source.marks[number].tag.prefix == "tc" for number in numbers)

    def _check_prefixes(self, first: int, owner: Owner) -> None:
        """Report tags that ask for what there is not here, and slide tags that are no block."""
        for mark in self.source.marks[first:]:
            tag = mark.tag
            if tag.prefix not in _PREFIXES:
                continue
            known = tag.keyword in _OPENINGS | _MIDDLES | _ENDS
            if tag.prefix != "slide" or not owner.number:
                message = f"The tag asks for {_PREFIXES[tag.prefix]}, but stands in none."
            elif not known:
                message = "A slide can be repeated and left out, nothing else."
            else:
                continue
            hint = "Write {%slide for … %} or {%slide if … %} in a text of a slide, or drop the prefix."
            self.source.problems.append(
                Problem("tag-misplaced", message, hint, part=mark.part, place=mark.place, tag=tag.text)
            )


# slide tags in the text of a slide


def _slide_tags(root: etree._Element, source: Source) -> list[int]:
    """Take the slide tags out of a tree's texts, with the paragraphs and shapes that held nothing else."""
    found: list[int] = []
    for text in list(root.iter(*DRAWING.text)):
        numbers = [n for n in token_numbers(text.text) if source.marks[n].tag.prefix == "slide"]
        if numbers:
            found += numbers
            text.text = _without(text.text or "", numbers)
            _tidy(text)
    return found


def _without(text: str, numbers: Iterable[int]) -> str:
    gone = set(numbers)
    return TOKEN.sub(lambda match: "" if int(match[1]) in gone else match[0], text)


def _tidy(text: etree._Element) -> None:
    """Remove the paragraph of a text that has become empty; its shape too if that held nothing else."""
    paragraph = next((e for e in text.iterancestors() if e.tag in DRAWING.paragraph), None)
    body = paragraph.getparent() if paragraph is not None else None
    if paragraph is None or body is None or not _is_blank(paragraph):
        return
    shape = body.getparent()
    if _is_blank(body) and shape is not None and _may_go(shape):
        holder = shape.getparent()
        assert holder is not None
        holder.remove(shape)
    elif sum(1 for e in body if e.tag in DRAWING.paragraph) > 1:
        body.remove(paragraph)
    else:
        for run in [e for e in paragraph if e.tag in DRAWING.run]:
            paragraph.remove(run)


def _is_blank(element: etree._Element) -> bool:
    fields = names(A, "fld", "br")
    if any(e.tag in fields or not is_element(e) for e in element.iter()):
        return False
    return not any((e.text or "").strip() for e in element.iter(*DRAWING.text))


def _may_go(shape: etree._Element) -> bool:
    """Tell whether a shape stands on a slide: those of notes and charts stay."""
    root = shape.getroottree().getroot()
    return shape.tag in names(P, "sp") and root.tag in names(P, "sld")
