"""Lists of values as real lists: the template's look, each counting for itself."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from docgen.engine import compile

Docx = Callable[..., bytes]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TAG = "{{ text | markdown }}"
PART = "word/numbering.xml"
STATIC = ("first", "second")
NESTED = """\
1. a
   - b
     1. c
     2. d
   - e
2. f

Text.

1. g

   more

2. h

Text.

7. i
8. j
"""


def word(*tags: str, change: Callable[[Document], object] = lambda _: None) -> bytes:
    """Return a template with a numbered list of its own around the tags."""
    document, out = python_docx.Document(), io.BytesIO()
    document.add_paragraph(STATIC[0], "List Number")
    for tag in tags or (TAG,):
        document.add_paragraph(tag)
    document.add_paragraph(STATIC[1], "List Number")
    change(document)
    document.save(out)
    return out.getvalue()


def only(*kept: str) -> Callable[[Document], None]:
    """Return what takes all list styles but the named ones out of a template."""

    def change(document: Document) -> None:
        for style in list(document.styles):
            if style.name and style.name.startswith("List") and style.name not in kept:
                style.element.getparent().remove(style.element)

    return change


def paragraphs(data: bytes) -> list[Any]:
    return list(python_docx.Document(io.BytesIO(data)).paragraphs)


def items(data: bytes) -> list[tuple[str, str, str, str]]:
    """Return style, level, instance and text of each paragraph that has a number of its own."""
    found = []
    for paragraph in paragraphs(data):
        level, number = (
            paragraph._p.xpath(f"string(w:pPr/w:numPr/w:{name}/@w:val)") for name in ("ilvl", "numId")
        )
        if number:
            found.append((paragraph.style.name, level, number, paragraph.text))
    return found


def definitions(data: bytes) -> Any:
    """Return the root of the part of the lists."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(PART))


def look(data: bytes, number: str, level: str) -> Mapping[str, str]:
    """Return format, text, start and indent of a level of a list."""

    def text(path: str) -> str:
        return str(root.xpath(f"string({path})", namespaces={"w": W}))

    root = definitions(data)
    num = f"w:num[@w:numId={number}]"
    definition = text(f"{num}/w:abstractNumId/@w:val")
    lvl = f"w:abstractNum[@w:abstractNumId={definition}]/w:lvl[@w:ilvl={level}]"
    return {
        "numFmt": text(f"{lvl}/w:numFmt/@w:val"),
        "lvlText": text(f"{lvl}/w:lvlText/@w:val"),
        "start": text(f"{num}/w:lvlOverride[@w:ilvl={level}]/w:startOverride/@w:val"),
        "left": text(f"{lvl}/w:pPr/w:ind/@w:left"),
    }


def test_items_take_the_templates_list_styles_by_depth() -> None:
    found = items(compile(word()).render({"text": "- a\n  1. b\n     - c\n       - d"}))
    assert [(style, level, text) for style, level, _, text in found] == [
        ("List Bullet", "0", "a"),
        ("List Number 2", "1", "b"),
        ("List Bullet 3", "2", "c"),
        ("List Bullet", "3", "d"),
    ]


def test_each_numbered_list_is_an_instance_that_starts_anew() -> None:
    data = compile(word()).render({"text": NESTED})
    numbers = {text: number for _, _, number, text in items(data)}
    assert numbers["a"] == numbers["f"]
    assert numbers["g"] == numbers["h"]
    assert len({numbers[text] for text in "acgi"}) == 4
    assert [look(data, numbers[text], "2" if text == "c" else "0")["start"] for text in "acgi"] == [
        "1",
        "1",
        "1",
        "7",
    ]


def test_lists_of_several_texts_count_apart() -> None:
    data = compile(word("{% for t in text %}", "{{ t | markdown }}", "{% endfor %}")).render(
        {"text": ["1. a", "1. b"]}
    )
    assert len({number for _, _, number, _ in items(data)}) == 2


def test_a_paragraph_inside_of_an_item_has_no_number_and_stands_below_its_text() -> None:
    data = compile(word()).render({"text": "1. a\n\n   b"})
    [(_, level, number, text)] = items(data)
    [_, _, more, _] = paragraphs(data)
    assert (text, more.text, more.style.name) == ("a", "b", "Normal")
    assert more.paragraph_format.left_indent.pt * 20 == int(look(data, number, level)["left"])


def test_where_the_tag_is_an_item_itself_its_number_does_not_come_again() -> None:
    def number(document: Document) -> None:
        document.paragraphs[1].style = "List Bullet"

    data = compile(word(change=number)).render({"text": "1. a\n\n   b"})
    assert [(style, number == "0", text) for style, _, number, text in items(data)] == [
        ("List Number", False, "a"),
        ("List Bullet", True, "b"),
    ]


def test_levels_look_as_the_template_has_them() -> None:
    def roman(document: Document) -> None:
        root = document.part.numbering_part.element
        [level] = root.xpath("w:abstractNum/w:lvl[w:pStyle/@w:val='ListNumber']")
        level.find(qn("w:numFmt")).set(qn("w:val"), "upperRoman")
        level.find(qn("w:lvlText")).set(qn("w:val"), "(%1)")

    data = compile(word(change=roman)).render({"text": "1. a\n   1. b"})
    (_, _, first, _), (_, _, second, _) = items(data)
    assert look(data, first, "0") == {"numFmt": "upperRoman", "lvlText": "(%1)", "start": "1", "left": "360"}
    assert look(data, second, "1") == {"numFmt": "decimal", "lvlText": "%2.", "start": "1", "left": "720"}


@pytest.mark.parametrize(
    ("text", "alone"), [("%1.%2", "%2"), ("第%1章第%2条", "%2."), ("%2)", "%2)"), ("%1.", "%2.")]
)
def test_a_level_counts_by_itself(text: str, alone: str) -> None:
    def legal(document: Document) -> None:
        root = document.part.numbering_part.element
        [level] = root.xpath("w:abstractNum/w:lvl[w:pStyle/@w:val='ListNumber2']")
        level.set(qn("w:ilvl"), "1")
        level.find(qn("w:lvlText")).set(qn("w:val"), text)

    data = compile(word(change=legal)).render({"text": "1. a\n   1. b"})
    assert look(data, items(data)[1][2], "1")["lvlText"] == alone


def test_lists_go_nine_levels_deep_and_no_deeper() -> None:
    text = "".join(f"{'  ' * depth}- x\n" for depth in range(12))
    data = compile(word()).render({"text": text})
    assert [level for _, level, _, _ in items(data)] == [str(n) for n in range(9)] + ["8"] * 3
    lefts = [int(look(data, items(data)[0][2], str(level))["left"]) for level in range(9)]
    assert lefts == sorted(set(lefts))


@pytest.mark.parametrize(("kept", "style"), [(("List Paragraph",), "List Paragraph"), ((), "Normal")])
def test_without_list_styles_lists_are_real_all_the_same(kept: tuple[str, ...], style: str) -> None:
    data = compile(word(change=only(*kept))).render({"text": "1. a\n   - b"})
    assert [(name, level, text) for name, level, _, text in items(data)] == [
        (style, "0", "a"),
        (style, "1", "b"),
    ]
    assert [look(data, number, level)["numFmt"] for _, level, number, _ in items(data)] == [
        "decimal",
        "bullet",
    ]


def test_indents_in_characters_do_not_move_the_items() -> None:
    def chinese(document: Document) -> None:
        style = document.styles["List Paragraph"].element
        indent = style.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        only("List Paragraph")(document)

    data = compile(word(change=chinese)).render({"text": "- a"})
    [paragraph] = [p for p in paragraphs(data) if p.text == "a"]
    assert paragraph._p.xpath("string(w:pPr/w:ind/@w:firstLineChars)") == "0"


def test_nothing_else_in_the_lists_of_the_template_changes() -> None:
    template = word()
    made = compile(template).render({"text": NESTED})
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(io.BytesIO(made)) as after:
        assert before.read("word/styles.xml") == after.read("word/styles.xml")
        old, new = before.read(PART).decode(), after.read(PART).decode()
    added = re.compile(
        r'<w:abstractNum w:abstractNumId="(9|10)">.*?</w:abstractNum>|<w:num w:numId="1\d">.*?</w:num>', re.S
    )
    assert added.sub("", new) == old
    order = [etree.QName(child).localname for child in definitions(made)]
    assert order == sorted(order)


def test_a_text_without_lists_leaves_the_lists_alone() -> None:
    template = word()
    made = compile(template).render({"text": "# a\n\n**b**"})
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(io.BytesIO(made)) as after:
        assert before.read(PART) == after.read(PART)


def test_a_template_without_lists_gets_them(docx: Docx) -> None:
    data = compile(docx(TAG)).render({"text": "1. a\n2. b"})
    assert [number for _, _, number, _ in items(data)] == ["1", "1"]
    assert [etree.QName(child).localname for child in definitions(data)] == ["abstractNum", "num"]


@pytest.mark.parametrize(
    "part",
    [
        f'<numbering xmlns="{W}"/>',
        f'<n:numbering xmlns:n="{W}"><!-- <n:num --><n:numIdMacAtCleanup n:val="1"/></n:numbering>',
        f'<?xml version="1.0" encoding="UTF-16"?><w:numbering xmlns:w="{W}"></w:numbering>',
    ],
)
def test_lists_are_added_however_the_part_is_written(part: str, repack: Callable[..., bytes]) -> None:
    encoded = part.encode("utf-16" if "UTF-16" in part else "utf-8")
    data = compile(repack(word(), {PART: encoded})).render({"text": "1. a\n\n- b"})
    root = definitions(data)
    names = [etree.QName(child).localname for child in root if isinstance(child.tag, str)]
    assert names[:4] == ["abstractNum", "abstractNum", "num", "num"]
    assert {number for _, _, number, _ in items(data)} == {"1", "2"}


@pytest.mark.libreoffice
def test_the_numbers_on_the_page_are_right(convert: Callable[..., list[Path]], tmp_path: Path) -> None:
    file = tmp_path / "lists.docx"
    file.write_bytes(
        compile(word(TAG, "{{ again | markdown }}")).render({"text": NESTED, "again": "1. k\n2. l"})
    )
    [pdf] = convert([file])
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True).stdout.decode()
    assert re.findall(r"(\d+)\.\s+(\w+)", text) == [
        ("1", "first"),
        ("1", "a"),
        ("1", "c"),
        ("2", "d"),
        ("2", "f"),
        ("1", "g"),
        ("2", "h"),
        ("7", "i"),
        ("8", "j"),
        ("1", "k"),
        ("2", "l"),
        ("2", "second"),
    ]
