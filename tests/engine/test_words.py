"""Numbers in words: the word that goes with a number, and amounts as contracts write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from docgen.engine import compile
from docgen.errors import RenderError

Docx = Callable[..., bytes]
Texts = Callable[[bytes], list[str]]


@pytest.fixture
def say(docx: Docx, texts: Texts) -> Callable[..., str]:
    """Return what a tag prints for ``n`` in a language."""

    def printed(tag: str, n: Any, language: str) -> str:
        return texts(compile(docx("{{ " + tag + " }}")).render({"n": n}, language=language))[0]

    return printed


DAYS = {
    "en": 'n | plural("day", "days")',
    "ru": 'n | plural("день", "дня", "дней")',
    "zh": 'n | plural("天")',
}


@pytest.mark.parametrize(
    ("language", "n", "word"),
    [
        ("en", 1, "day"),
        ("en", 0, "days"),
        ("en", 2, "days"),
        ("en", 1.0, "day"),
        ("en", 1.5, "days"),
        ("en", "1", "day"),
        ("ru", 1, "день"),
        ("ru", 2, "дня"),
        ("ru", 5, "дней"),
        ("ru", 11, "дней"),
        ("ru", 14, "дней"),
        ("ru", 21, "день"),
        ("ru", 112, "дней"),
        ("ru", 1003, "дня"),
        ("ru", 2.5, "дня"),
        ("ru", -1, "день"),
        ("zh", 1, "天"),
        ("zh", 7, "天"),
    ],
)
def test_the_word_goes_with_the_number(say: Callable[..., str], language: str, n: Any, word: str) -> None:
    assert say(DAYS[language], n, language) == word


@pytest.mark.parametrize(
    ("language", "tag", "n", "words"),
    [
        ("en", "n | words", 21, "twenty-one"),
        ("en", "n | words", "-12.50", "minus twelve point five"),
        ("en", "n | words", 99000000000000.25, "ninety-nine trillion point two five"),
        ("en", 'n | words("USD")', "100.05", "one hundred dollars and five cents"),
        ("en", 'n | words("GBP")', "1.01", "one pound and one penny"),
        ("en", 'n | words("JPY")', "1200.4", "one thousand, two hundred yen"),
        ("en", 'n | words("CHF")', "2.50", "two Swiss francs and 50/100"),
        ("en", 'n | words("USD")', "0.005", "zero dollars and one cent"),
        ("ru", "n | words", 1002, "одна тысяча два"),
        ("ru", "n | words", "2.5", "две целых пять десятых"),
        ("ru", 'n | words("RUB")', "1001.02", "одна тысяча один рубль две копейки"),
        ("ru", 'n | words("RUB")', 5, "пять рублей ноль копеек"),
        ("ru", 'n | words("CNY")', "22.21", "двадцать два юаня двадцать один фэнь"),
        ("ru", 'n | words("JPY")', 21, "двадцать одна иена"),
        ("ru", 'n | words("KZT")', 5, "пять казахских тенге 00/100"),
        ("zh", "n | words", 123, "壹佰贰拾叁"),
        ("zh", 'n | words("CNY")', "1234567.80", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角"),
        ("zh", 'n | words("CNY")', 10, "壹拾元整"),
        ("zh", 'n | words("CNY")', "1.05", "壹元零伍分"),
        ("zh", 'n | words("CNY")', "-0.001", "零元整"),
        ("zh", 'n | words("USD")', "100", "壹佰美元整"),
        ("zh", 'n | words("USD")', "-2.30", "负贰美元叁拾美分"),
    ],
)  # fmt: skip
def test_numbers_and_amounts_stand_in_words(
    say: Callable[..., str], language: str, tag: str, n: Any, words: str
) -> None:
    assert say(tag, n, language) == words


@pytest.mark.parametrize("tag", ["n | words", 'n | words("CNY")', DAYS["ru"]])
def test_a_number_that_is_empty_prints_nothing(say: Callable[..., str], tag: str) -> None:
    assert say(tag, None, "ru") == ""


@pytest.mark.parametrize(
    ("language", "tag", "n", "code"),
    [
        ("ru", 'n | plural("день", "дня")', 5, "wrong-argument"),
        ("en", "n | plural", 5, "wrong-argument"),
        ("en", "n | plural(1)", 5, "wrong-argument"),
        ("en", 'n | words("XYZ")', 5, "wrong-argument"),
        ("en", "n | words(5)", 5, "wrong-argument"),
        ("zh", "n | words", 10**15, "number-too-long"),
        ("ru", 'n | words("RUB")', "1e200", "number-too-long"),
        ("en", "n | words", "many", "wrong-type"),
        ("en", "n | words", True, "wrong-type"),
    ],
)
def test_what_cannot_be_said_is_a_problem_with_its_place(
    say: Callable[..., str], language: str, tag: str, n: Any, code: str
) -> None:
    with pytest.raises(RenderError) as caught:
        say(tag, n, language)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.tag) == (code, "paragraph 1", "{{ " + tag + " }}")
