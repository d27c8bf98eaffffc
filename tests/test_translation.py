"""Problems in Chinese and Russian: every sentence of the source has its translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from docgen.errors import Problem
from docgen.translation import LANGUAGES, translated
from tests.sentences import ROOT, is_english, told

CATALOGUES = {
    language: Path(__file__).parents[1] / "docgen" / "translation" / f"{language}.po"
    for language in LANGUAGES
    if language != "en"
}
# Values that look like phrases and are data: names of languages, of fields, of XML.
DATA = {"en", "…"}


def entries(language: str) -> dict[tuple[str, str], str]:
    """Return a catalogue: by context and English text, the translation."""
    with CATALOGUES[language].open("rb") as file:
        return {(m.context or "", str(m.id)): str(m.string) for m in read_po(file) if m.id}


def phrase(text: str, language: str) -> str:
    """Return a phrase in another language; a longer one may be covered by a pattern."""
    return translated(Problem("x", "", place=text), language).place


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_sentence_that_a_problem_can_say_is_translated(language: str) -> None:
    known = entries(language)
    missing = [
        f'{module.path.relative_to(ROOT)}:{line}: {CATALOGUES[language].name} needs {head}msgid "{text}"'
        for module in told()
        for head, context, found in (
            ("", "", module.sentences),
            ('msgctxt "phrase" ', "phrase", module.phrases | module.places),
        )
        for text, line in found.items()
        if is_english(text) and not text.startswith("/") and "{}/" not in text and text not in DATA
        if not known.get((context, text)) and not (context and phrase(text, language) != text)
    ]
    assert not missing, "\n".join(["Add to docgen/translation:", *missing])


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_keeps_every_value_and_every_tag(language: str) -> None:
    for (_, english), said in entries(language).items():
        count = english.count("{}")
        used = [match[1] for match in re.finditer(r"\{(\d*)t?\}", said)]
        numbers = {int(number) for number in used if number} or set(range(1, len(used) + 1))
        assert numbers == set(range(1, count + 1)), english
        tags = re.findall(
            r"\{\{ [\w.]+ \}\}|\{%p?(?:tr|sheet|slide)? ?\w+ (?:…|[\w ]+) %\}|\.\w{4}\b", english
        )
        assert [tag for tag in tags if " and " not in tag and tag not in said] == []


@pytest.mark.parametrize(
    ("problem", "chinese", "russian"),
    [
        (
            Problem("missing-field", "There is no field a.b.", "Did you mean a.c?", place="table 3, row 2"),
            ("没有字段 a.b。", "您是想写 a.c 吗？", "第 3 个表格第 2 行"),
            ("Нет поля a.b.", "Возможно, имелось в виду a.c?", "таблица 3, строка 2"),
        ),
        (
            Problem("not-a-list", "A loop needs a list; a text is a number.", place='slide 4, shape "a, b"'),
            ("循环需要列表，而 a text 是数字。", "", "幻灯片 4，形状“a, b”"),
            ("Циклу нужен список, а a text — число.", "", "слайд 4, фигура «a, b»"),
        ),
        (
            Problem("expression", "This cannot be computed: division by zero.", place="cell Risks!C7"),
            ("无法计算：除数为零。", "", "单元格 Risks!C7"),
            ("Это нельзя вычислить: деление на ноль.", "", "ячейка Risks!C7"),
        ),
    ],
)
def test_a_problem_is_said_anew_with_its_values(
    problem: Problem, chinese: tuple[str, str, str], russian: tuple[str, str, str]
) -> None:
    for language, expected in (("zh", chinese), ("ru", russian)):
        said = translated(problem, language)
        assert (said.message, said.hint, said.place) == expected
        assert (said.code, said.file, said.tag) == (problem.code, problem.file, problem.tag)


def test_english_and_what_no_entry_fits_stay_as_they_are() -> None:
    problem = Problem("x", "Nobody ever says this.", "Nor this.", place="/customer/name")
    assert translated(problem, "en") is problem
    assert translated(problem, "zh") == problem


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="en, zh, ru"):
        translated(Problem("x", "y"), "fr")


def test_a_long_text_made_to_match_slowly_is_left_alone() -> None:
    problem = Problem("x", ": is , not " * 100_000)
    assert translated(problem, "ru") == problem
