"""What holds no tag comes out as it went in: parts byte for byte, and all else in a part that has tags."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import docx as python_docx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.engine import compile

from .conftest import members_of, repacked

TEMPLATES = sorted(Path(__file__).parents[3].glob("templates/docx/*/*.docx"))
DEFAULT = Path(python_docx.__file__).with_name("templates") / "default.docx"
TEXT = re.compile(rb"<((?:\w+:)?(?:t|title|subject|creator|Company))((?:\s[^<>]*)?)>([^<>]+)</")
VALUE, WRITTEN = 'R&D <b> "5 < 6" 数', 'R&amp;D &lt;b&gt; "5 &lt; 6" 数'.encode()
TAG = b"{{ x }}"


class Sample(NamedTuple):
    """A Word file without tags, and the places in its parts where a tag may be written."""

    data: bytes
    places: list[tuple[str, re.Match[bytes]]]


def without_tags(data: bytes) -> bytes:
    """Return a template whose braces are parentheses, and whose contents are fields that stay as they are."""
    texts = {n: c.replace(b"{", b"(").replace(b"}", b")") for n, c in members_of(data).items()}
    texts = {n: re.sub(rb"\b(TOC|PAGEREF) ", b"QUOTE ", c) for n, c in texts.items()}
    return repacked(data, {n: c for n, c in texts.items() if n.endswith((".xml", ".rels"))})


def headed(data: bytes) -> bytes:
    """Return a file with text in its body, a table and its header, made by python-docx."""
    document = python_docx.Document(io.BytesIO(data))
    document.add_heading("Findings", 1)
    document.add_paragraph("Ready & waiting").add_run(" in bold").bold = True
    document.add_table(2, 2).cell(0, 0).text = "Risk"
    document.sections[0].header.paragraphs[0].text = "Header"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sample_of(data: bytes) -> Sample:
    skipped = re.compile(r"word/(theme|styles|numbering|settings|fontTable|webSettings)|customXml/|\[")
    places = [
        (name, match)
        for name, content in members_of(data).items()
        if name.endswith(".xml") and not skipped.match(name)
        for match in TEXT.finditer(content)
    ]
    return Sample(data, places)


@functools.cache
def samples() -> list[Sample]:
    files = [DEFAULT.read_bytes(), headed(DEFAULT.read_bytes())]
    return [sample_of(data) for data in [*files, *(without_tags(p.read_bytes()) for p in TEMPLATES)]]


def canonical(xml: bytes) -> bytes:
    """Return the one form that all spellings of an XML file share (Canonical XML), with its comments."""
    out = io.BytesIO()
    etree.ElementTree(etree.fromstring(xml)).write_c14n(out, with_comments=True)
    return out.getvalue()


def with_tag(sample: Sample, choice: int, at: int, text: bytes) -> tuple[str, bytes]:
    """Return the part of a chosen place with a text written into it."""
    name, match = sample.places[choice % len(sample.places)]
    element, attributes, words = match.groups()
    cuts = [0, *(found.end() for found in re.finditer(rb"&[^;]+;|.", words, re.S))]
    ends = [cut for cut in cuts if words[cut : cut + 1] < b"\x80" or words[cut : cut + 1] >= b"\xc0"]
    cut = ends[at % len(ends)]
    space = b"" if b"xml:space" in attributes or not element.endswith(b"w:t") else b' xml:space="preserve"'
    written = b"<%b%b%b>%b%b%b</" % (element, attributes, space, words[:cut], text, words[cut:])
    content = members_of(sample.data)[name]
    return name, content[: match.start()] + written + content[match.end() :]


def check_one_tag(sample: Sample, choice: int, at: int) -> None:
    """Write one tag into a place and see that nothing but its text differs in the document."""
    name, content = with_tag(sample, choice, at, TAG)
    template = repacked(sample.data, {name: content})
    before, after = members_of(template), members_of(compile(template).render({"x": VALUE}))
    assert list(after) == list(before)
    assert {n for n in before if before[n] != after[n]} == {name}
    assert canonical(after[name]) == canonical(content.replace(TAG, WRITTEN))


@pytest.mark.parametrize("sample", range(len(TEMPLATES) + 2))
def test_a_file_without_tags_comes_out_byte_for_byte(sample: int) -> None:
    data = samples()[sample].data
    after = members_of(compile(data).render({"x": VALUE}))
    assert list(after.items()) == list(members_of(data).items())


@settings(deadline=None, derandomize=True, max_examples=120)
@given(sample=st.integers(1, len(TEMPLATES) + 1), choice=st.integers(0), at=st.integers(0))
def test_one_tag_changes_its_own_text_and_nothing_else(sample: int, choice: int, at: int) -> None:
    check_one_tag(samples()[sample], choice, at)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(sample=st.integers(1, len(TEMPLATES) + 1), choice=st.integers(0), statement=st.booleans())
def test_a_condition_around_a_block_leaves_every_block_as_it_was(
    sample: int, choice: int, statement: bool
) -> None:
    data = samples()[sample].data
    before = members_of(data)["word/document.xml"]
    root = etree.fromstring(before)
    blocks = [e for e in root.iter("{*}p", "{*}tbl", "{*}tr") if is_block(e)]
    assume(blocks)
    block = blocks[choice % len(blocks)]
    prefix = "tr " if block.tag.endswith("}tr") else "p " if statement else ""
    block.addprevious(carrier(block, "{%" + prefix + " if yes %}"))
    block.addnext(carrier(block, "{%" + prefix + " endif %}"))
    after = compile(repacked(data, {"word/document.xml": etree.tostring(root)})).render({"yes": True})
    assert canonical(members_of(after)["word/document.xml"]) == canonical(before)


def is_block(element: etree._Element) -> bool:
    """Tell whether a condition around an element is about it alone: no section's end, no row of blanks."""
    return element.find(".//{*}sectPr") is None and bool("".join(map(str, element.itertext())).strip())


def carrier(beside: etree._Element, text: str) -> etree._Element:
    """Return a paragraph, or beside a row a row, that holds a text."""
    w = beside.tag.partition("}")[0] + "}"
    path = "tr tc p r t" if beside.tag == w + "tr" else "p r t"
    top = node = etree.Element(w + path.split()[0])
    for name in path.split()[1:]:
        node = etree.SubElement(node, w + name)
    node.text = text
    return top


@pytest.fixture(scope="module")
def saved_by_libreoffice(
    convert: Callable[..., Sequence[Path]], tmp_path_factory: pytest.TempPathFactory
) -> list[Sample]:
    folder = tmp_path_factory.mktemp("tagless")
    files = []
    for path in TEMPLATES[:3]:
        files.append(folder / f"{path.parent.name}-{path.stem}.docx")
        files[-1].write_bytes(without_tags(path.read_bytes()))
    return [sample_of(without_tags(path.read_bytes())) for path in convert(files, to="docx")]


@pytest.mark.libreoffice
def test_files_of_libreoffice_keep_all_but_the_tags_text(saved_by_libreoffice: list[Sample]) -> None:
    for sample in saved_by_libreoffice:
        after = members_of(compile(sample.data).render({}))
        assert list(after.items()) == list(members_of(sample.data).items())
        for choice in range(0, len(sample.places), max(1, len(sample.places) // 12)):
            check_one_tag(sample, choice, choice)
