"""Numbers said in words: word forms by count, and amounts as contracts and receipts write them.

Plural rules come from CLDR through Babel, English and Russian numerals from
num2words, Chinese capital numerals (大写) from cn2an.  Nothing here knows a
template; the filters ``plural`` and ``words`` hand language and value over.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from babel import Locale
from babel.numbers import get_currency_name

from docgen.errors import Problem, RenderError

__all__ = ["amount_in_words", "number_in_words", "plural_form"]

_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_LARGEST = Decimal(10) ** 15
_DECIMALS = 6


class _Unit(NamedTuple):
    """A unit of money: its forms by count, and its gender where numerals follow it (m, f, n)."""

    forms: tuple[str, ...]
    gender: str = "m"


_CENT_EN, _CENT_RU = _Unit(("cent", "cents")), _Unit(("цент", "цента", "центов"))
_UNITS: Mapping[str, Mapping[str, tuple[_Unit, _Unit | None]]] = {
    "en": {
        "CNY": (_Unit(("yuan", "yuan")), _Unit(("fen", "fen"))),
        "USD": (_Unit(("dollar", "dollars")), _CENT_EN),
        "EUR": (_Unit(("euro", "euros")), _CENT_EN),
        "GBP": (_Unit(("pound", "pounds")), _Unit(("penny", "pence"))),
        "RUB": (_Unit(("ruble", "rubles")), _Unit(("kopeck", "kopecks"))),
        "JPY": (_Unit(("yen", "yen")), None),
    },
    "ru": {
        "CNY": (_Unit(("юань", "юаня", "юаней")), _Unit(("фэнь", "фэня", "фэней"))),
        "USD": (_Unit(("доллар", "доллара", "долларов")), _CENT_RU),
        "EUR": (_Unit(("евро", "евро", "евро"), "m"), _CENT_RU),
        "GBP": (_Unit(("фунт", "фунта", "фунтов")), _Unit(("пенс", "пенса", "пенсов"))),
        "RUB": (_Unit(("рубль", "рубля", "рублей")), _Unit(("копейка", "копейки", "копеек"), "f")),
        "JPY": (_Unit(("иена", "иены", "иен"), "f"), None),
    },
    "zh": {
        "USD": (_Unit(("美元",)), _Unit(("美分",))),
        "EUR": (_Unit(("欧元",)), _Unit(("欧分",))),
        "GBP": (_Unit(("英镑",)), _Unit(("便士",))),
        "RUB": (_Unit(("卢布",)), _Unit(("戈比",))),
        "JPY": (_Unit(("日元",)), None),
    },
}


def plural_form(number: Decimal, forms: tuple[str, ...], locale: Locale) -> str:
    """Return the form that goes with a number, of forms in the order of CLDR's categories.

    English takes two (day, days), Russian three (день, дня, дней), Chinese one.  A Russian
    fraction takes the second form (2,5 дня), unless a fourth is given for it.  Raises
    RenderError where the language needs more forms than there are.
    """
    if number == number.to_integral_value():
        number = number.quantize(Decimal(1))  # 1.0 day, counted in JSON, is 1 day
    rule = locale.plural_form
    categories = [name for name in _CATEGORIES if name in {*rule.tags, "other"}]
    category = rule(number)
    if len(categories) > 3 and category == "other" and len(forms) < len(categories):
        category = "few"
    position = categories.index(category)
    if position < len(forms):
        return forms[position]
    needed = min(len(categories), 3)
    message = f"The language {locale.language} needs {needed} word forms; {len(forms)} are given."
    hint = 'Write them in order: plural("день", "дня", "дней"), plural("day", "days").'
    raise RenderError(Problem("wrong-argument", message, hint))


def number_in_words(number: Decimal, locale: Locale) -> str:
    """Return a number in words: ``twenty-one``, ``двадцать один``, ``贰拾壹``; at most six decimals."""
    _check_size(number)
    return _cardinal(_round(number, _DECIMALS), locale)


def amount_in_words(amount: Decimal, currency: str, locale: Locale) -> str:
    """Return an amount of money in words, rounded half up to hundredths.

    ``壹佰元零伍分``, ``one hundred yuan and five fen``, ``сто юаней пять фэней``.  A currency
    whose units have no words here is said by its CLDR name and hundredths: ``and 05/100``.
    """
    _check_size(amount)
    unit, minor = _units(currency, amount, locale)
    amount = _round(amount, 0 if minor is None else 2)
    if locale.language == "zh" and currency == "CNY":
        return _capital_yuan(amount)
    whole, hundredths = divmod(int(abs(amount) * 100), 100)
    sign = _MINUS.get(locale.language, _MINUS["en"]) if amount < 0 else ""
    return sign + _joined(whole, unit, hundredths, minor, locale)


_MINUS = {"en": "minus ", "ru": "минус ", "zh": "负"}
_BARE = _Unit(())


def _units(currency: str, amount: Decimal, locale: Locale) -> tuple[_Unit, _Unit | None]:
    known = _UNITS.get(locale.language, {}).get(currency)
    if known is not None:
        return known
    if currency not in locale.currencies:
        message = f"{str(currency)[:40]!r} is no currency."
        raise RenderError(Problem("wrong-argument", message, "Write a code such as CNY."))
    return _Unit((get_currency_name(currency, int(abs(amount)), locale=locale),)), _BARE


def _joined(whole: int, unit: _Unit, hundredths: int, minor: _Unit | None, locale: Locale) -> str:
    if locale.language == "zh":
        rest = "整" if not hundredths else _counted(hundredths, minor, locale)
        return _counted(whole, unit, locale) + rest
    said = _counted(whole, unit, locale)
    if minor is None or (not hundredths and locale.language != "ru"):
        return said
    return said + (" " if locale.language == "ru" else " and ") + _counted(hundredths, minor, locale)


def _counted(number: int, unit: _Unit | None, locale: Locale) -> str:
    """Return a number of units in words; hundredths of a unit without words as a fraction."""
    if not unit or not unit.forms:
        return f"{number:02}/100"
    form = unit.forms[0] if len(unit.forms) == 1 else plural_form(Decimal(number), unit.forms, locale)
    space = "" if locale.language == "zh" else " "
    return _cardinal(Decimal(number), locale, unit.gender) + space + form


def _cardinal(number: Decimal, locale: Locale, gender: str = "m") -> str:
    if locale.language == "zh":
        return _capital(number)
    from num2words import num2words  # only documents that ask for words wait for it

    language = locale.language if locale.language in ("en", "ru") else "en"
    if number == number.to_integral_value():
        options = {"gender": gender} if language == "ru" else {}
        return str(num2words(int(number), lang=language, **options))
    number = number.normalize()
    if language == "ru":
        return str(num2words(number, lang="ru"))
    whole, _, digits = f"{abs(number):f}".partition(".")  # num2words reads an English fraction as a float
    said = [str(num2words(int(part), lang="en")) for part in (whole, *digits)]
    return (_MINUS["en"] if number < 0 else "") + f"{said[0]} point {' '.join(said[1:])}"


def _capital(number: Decimal) -> str:
    from cn2an import an2cn

    return str(an2cn(_written(number), "up"))


def _capital_yuan(amount: Decimal) -> str:
    from cn2an import an2cn

    return str(an2cn(_written(amount), "rmb"))


def _written(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _round(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0  # no negative zero


def _check_size(number: Decimal) -> None:
    if abs(number) >= _LARGEST:
        message, hint = "The number is too large for words.", "Words are for numbers below 10 to the 15th."
        raise RenderError(Problem("number-too-long", message, hint))
