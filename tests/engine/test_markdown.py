"""Markdown read into blocks, whatever somebody writes."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.engine.markdown import MOST_CHARACTERS, read_markdown
from docgen.engine.rich_values import rich_value
from docgen.engine.values import Blocks, Image, ListItem, Paragraph, Run, Table
from docgen.errors import DocgenError, RenderError


def png(width: int = 2, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress((b"\0" + b"abc" * width) * height))


PICTURE = base64.b64encode(png()).decode()


def paragraphs(text: str) -> list[Paragraph]:
    return [block for block in read_markdown(text).items if isinstance(block, Paragraph)]


def runs(text: str) -> tuple[Run | Image, ...]:
    [paragraph] = paragraphs(text)
    return paragraph.runs


def notation(text: str) -> list[str]:
    """Return the paragraphs of a text in a line each: list, depth, quotation, kind and text."""
    return [_line(block) for block in paragraphs(text)]


def _line(block: Paragraph) -> str:
    item = block.item
    sign = ""
    if item is not None:
        kind = "•" if item.kind == "bullet" else f"#{item.list}"
        sign = f"{'  ' * item.depth}{'…' if item.continued else kind} "
    return f"{'>' * block.quote}{sign}{f'[{block.kind}{block.level or str()}] ' if block.kind else ''}{block}"


def test_formats_become_runs() -> None:
    assert runs("a **b *c*** ~~d~~ `e`") == (
        Run("a "),
        Run("b ", bold=True),
        Run("c", bold=True, italic=True),
        Run(" "),
        Run("d", strike=True),
        Run(" "),
        Run("e", monospaced=True),
    )


def test_a_line_break_is_a_space_between_words_and_nothing_between_chinese_characters() -> None:
    assert str(paragraphs("one\ntwo")[0]) == "one two"
    assert str(paragraphs("客户\n站点")[0]) == "客户站点"
    assert str(paragraphs("客户\nsite")[0]) == "客户 site"
    assert str(paragraphs("고객\n사이트")[0]) == "고객 사이트"
    assert str(paragraphs("one  \ntwo\\\nthree")[0]) == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**重点：**说明", "重点："),
        ("说明**“引用”**的", "“引用”"),
        ("请看**（附件）**。", "（附件）"),
        ("**API**接口", "API"),
        ("a **b.** c", "b."),
    ],
)
def test_emphasis_works_beside_chinese_signs(text: str, bold: str) -> None:
    assert Run(bold, bold=True) in runs(text)


@pytest.mark.parametrize("text", ["2 * 3 * 4", "a**b", "snake_case_name", "** no **"])
def test_signs_that_mean_no_emphasis_are_text(text: str) -> None:
    assert runs(text) == (Run(text),)


def test_headings_keep_their_levels() -> None:
    assert notation("# a\n\n### b\n\nc\n===") == ["[heading1] a", "[heading3] b", "[heading1] c"]


def test_lists_nest_and_each_is_its_own() -> None:
    text = "- a\n  1. b\n  2. c\n- d\n  1. e\n\nText.\n\n1. f\n"
    assert notation(text) == ["• a", "  #2 b", "  #2 c", "• d", "  #3 e", "Text.", "#4 f"]


def test_an_item_holds_paragraphs_code_and_quotations() -> None:
    text = "1. a\n\n   b\n\n   ```\n   c\n   ```\n   > d\n2. e"
    assert notation(text) == ["#1 a", "… b", "… [code] c", ">… d", "#1 e"]


def test_an_item_that_begins_with_something_else_shows_its_number() -> None:
    assert notation("1. ```\n   c\n   ```\n2.\n3. - d") == ["#1 ", "… [code] c", "#1 ", "#1 ", "  • d"]


def test_a_list_may_start_at_any_number() -> None:
    assert [block.item for block in paragraphs("3. a\n4. b")] == [ListItem("number", list=1, start=3)] * 2


def test_quotations_nest() -> None:
    assert notation("> a\n>> b\n\nc") == [">a", ">>b", "c"]


def test_code_stays_as_it_is() -> None:
    [block] = paragraphs("```python\nif x:\n\ty = *z*  \n\n```")
    assert (block.kind, block.runs) == ("code", (Run("if x:\n\ty = *z*  \n", monospaced=True),))
    assert notation("    indented") == ["[code] indented"]


def test_a_rule_is_a_paragraph_of_its_own() -> None:
    assert notation("a\n\n---\n\nb") == ["a", "[rule] ", "b"]


def test_a_table_has_a_head_alignments_and_formats() -> None:
    [table] = read_markdown("| a | b | c |\n|:-|:-:|-:|\n| **x** | y |\n").items
    assert isinstance(table, Table)
    assert [[str(cell) for cell in row] for row in table.rows] == [["a", "b", "c"], ["x", "y", ""]]
    assert [cell.blocks[0].align for cell in table.rows[1]] == ["left", "center", "right"]
    assert table.rows[1][0].blocks[0].runs == (Run("x", bold=True),)


@pytest.mark.parametrize("text", ["<b>x</b>", "<script>alert(1)</script>", "a <!-- b --> c", "&lt;i&gt;"])
def test_html_is_text(text: str) -> None:
    assert str(paragraphs(text)[0]) == text.replace("&lt;", "<").replace("&gt;", ">")


def test_links_lead_to_allowed_addresses() -> None:
    assert runs("[a](https://e.org/x?y=1&z=2)") == (Run("a", link="https://e.org/x?y=1&z=2"),)
    assert runs("<mailto:a@e.org>") == (Run("mailto:a@e.org", link="mailto:a@e.org"),)
    assert runs("[a](www.e.org)") == (Run("a", link="https://www.e.org"),)
    assert runs("[a](#风险)") == (Run("a", link="#风险"),)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "//host/share", "page.html"]
)
def test_a_refused_link_becomes_its_text_with_a_warning(address: str) -> None:
    value = read_markdown(f"[a]({address}) [b]({address})")
    assert str(value) == "a b"
    assert [problem.code for problem in value.warnings] == ["address-refused"]


def test_pictures_come_with_the_data() -> None:
    [image] = runs(f"![alt *text*](data:image/png;base64,{PICTURE})")
    assert isinstance(image, Image) and (image.kind, image.alt) == ("png", "alt text")
    [paragraph] = read_markdown("![](asset:logo)", {"logo": {"image": PICTURE, "alt": "own"}}).items
    assert str(paragraph) == "own"


@pytest.mark.parametrize(
    "source",
    ["asset:none", "https://e.org/a.png", "/etc/passwd", "data:image/png;base64,AAAA", "data:text/html,x"],
)
def test_a_refused_picture_becomes_its_description_with_a_warning(source: str) -> None:
    value = read_markdown(f"a ![the plan]({source})", {"logo": {"image": PICTURE}})
    assert str(value) == "a the plan"
    assert len(value.warnings) == 1


def test_pictures_may_be_stored_ones() -> None:
    [paragraph] = read_markdown("![](asset:标志)", assets={"标志": png()}).items
    assert isinstance(paragraph, Paragraph) and isinstance(paragraph.runs[0], Image)
    [warning] = read_markdown("![](asset:lgo)", assets={"logo": png()}).warnings
    assert warning.hint == "Did you mean logo?"


def test_a_picture_inside_of_code_is_text() -> None:
    text = f"![x](data:image/png;base64,{PICTURE})"
    assert runs(f"`{text}`") == (Run(text, monospaced=True),)


def test_pictures_do_not_count_for_the_length() -> None:
    large = base64.b64encode(png() + b"\0" * MOST_CHARACTERS).decode()
    [image] = runs(f"![x](data:image/png;base64,{large})")
    assert isinstance(image, Image)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(RenderError, match="longer than"):
        read_markdown("x" * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize(
    "text", ["> " * 200 + "x", "- " * 200 + "x", "".join(f"{'  ' * n}- x\n" for n in range(80))]
)
def test_nothing_that_is_nested_too_deeply_gets_lost(text: str) -> None:
    with pytest.raises(RenderError, match="too deeply"):
        read_markdown(text)


def test_brackets_by_the_hundred_are_text() -> None:
    text = "[" * MOST_CHARACTERS
    assert runs(text) == (Run(text),)
    assert runs("[a](https://e.org) " * 100)[0] == Run("a", link="https://e.org")


def test_as_plain_text_lists_have_their_numbers() -> None:
    value = read_markdown("# T\n\n3. a\n   - b\n\n   c\n4. d\n\n| x | y |\n|-|-|\n| 1 | 2 |")
    assert str(value) == "T\n3. a\n  • b\n   c\n4. d\nx\ty\n1\t2"


def test_plain_data_can_be_markdown() -> None:
    value = rich_value({"markdown": "| a |\n|-|", "table": "Grid", "heading": 2})
    assert isinstance(value, Blocks) and value.heading == 2
    assert [block.style for block in value.items if isinstance(block, Table)] == ["Grid"]


@pytest.mark.parametrize(
    "value",
    [
        {"markdown": 1},
        {"markdown": None},
        {"markdown": "a", "pictures": ["a"]},
        {"markdown": "a", "table": 1},
        {"markdown": "a", "heading": 10},
        {"markdown": "a", "heading": True},
        {"markdown": "a", "more": 1},
    ],
)
def test_plain_data_of_another_shape_is_told(value: object) -> None:
    with pytest.raises(RenderError):
        rich_value(value)


SIGNS = st.sampled_from(
    [*"*_~`#>-+|[]()!<&\\:.1 \t\n", "    ", "```", "**", "[a](b)", "| - |\n", "客户", "\r\n", "\ufdd0"]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=60).map("".join)))
def test_any_text_can_be_read_or_is_refused_as_a_problem(text: str) -> None:
    try:
        value = read_markdown(text)
    except DocgenError as error:
        assert all(problem.code for problem in error.problems)
    else:
        assert all(run.text for block in value.items if isinstance(block, Paragraph) for run in _texts(block))


def _texts(block: Paragraph) -> list[Run]:
    return [run for run in block.runs if isinstance(run, Run) and block.kind != "code"]
