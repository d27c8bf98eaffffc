"""Numbers as Word prints them on pages, headings and captions (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["written"]

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS, _LEGAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"
_FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
_CIRCLED = 20


def written(number: int, form: str) -> str:
    """Return a number in one of Word's formats; a format that is not known prints decimal digits."""
    make = _FORMS.get(form)
    return make(number) if make and (number > 0 or form in _FROM_ZERO) else str(number)


def _roman(number: int) -> str:
    if number > 32767:
        return str(number)
    out = ""
    for value, sign in _ROMAN:
        out += sign * (number // value)
        number %= value
    return out


def _letters(number: int, alphabet: str) -> str:
    """Return a letter, doubled after the alphabet's end: a, b, … z, aa, bb."""
    turns, index = divmod(number - 1, len(alphabet))
    return alphabet[index] * min(turns + 1, 30)


def _of_list(number: int, signs: str) -> str:
    return signs[(number - 1) % len(signs)]


def _chinese(number: int, digits: str = _CHINESE, units: tuple[str, ...] = _UNITS) -> str:
    """Return a number below ten thousand in Chinese words, a larger one in digits."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + units[power]
        gap = not digit
    return out[1:] if units is _UNITS and out.startswith("一十") else out


def _chinese_digits(number: int) -> str:
    return "".join(_CHINESE[int(digit)] for digit in str(number)).replace("零", "〇")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= _CIRCLED else str(number)


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": lambda n: _letters(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": lambda n: _letters(n, "abcdefghijklmnopqrstuvwxyz"),
    "russianLower": lambda n: _letters(n, _CYRILLIC),
    "russianUpper": lambda n: _letters(n, _CYRILLIC.upper()),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "chineseLegalSimplified": lambda n: _chinese(n, _LEGAL, _LEGAL_UNITS),
    "ideographDigital": _chinese_digits,
    "japaneseDigitalTenThousand": _chinese_digits,
    "ideographTraditional": lambda n: _of_list(n, _STEMS),
    "ideographZodiac": lambda n: _of_list(n, _BRANCHES),
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": lambda n: (
        f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
    ),
    "none": lambda n: "",
}
_FROM_ZERO = ("decimal", "decimalZero", "numberInDash", "none", "chineseCounting", "ideographDigital")
