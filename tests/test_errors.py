"""Problems are data with a place; every code that the source gives stands on the page about them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import DocgenError, Problem, did_you_mean

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "errors.md").read_text("utf-8")
TAKERS = {"Problem": 0, "Flaw": 0}

Takers = dict[str, int]


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def given_code(call: ast.Call, takers: Takers) -> list[ast.expr]:
    """Return what a call gives as a code: nothing, one expression, or the two of a condition."""
    at = takers.get(name_of(call))
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    given = named or (call.args[at : at + 1] if at is not None else [])
    return [
        part
        for code in given
        for part in ([code.body, code.orelse] if isinstance(code, ast.IfExp) else [code])
    ]


def forwarders(tree: ast.Module, takers: Takers) -> Takers:
    """Return the functions that hand their argument ``code`` on, with its position."""
    found: Takers = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
            calls = (call for call in ast.walk(node) if isinstance(call, ast.Call))
            codes = (code for call in calls for code in given_code(call, takers))
            if "code" in names and any(isinstance(code, ast.Name) and code.id == "code" for code in codes):
                found[node.name] = names.index("code")
    return found


def codes_in(tree: ast.Module, takers: Takers) -> Iterator[str]:
    """Yield each code that a module gives; one that cannot be read from the source is yielded as ``?``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for code in given_code(node, takers):
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value
                elif ast.unparse(code).rpartition(".")[2] != "code":
                    yield f"? {ast.unparse(node)}"


def codes_of_source() -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "docgen").rglob("*.py")]
    # Private functions are their own module's; methods and public functions may be called from everywhere.
    local = [forwarders(tree, TAKERS) for tree in trees]
    public = {name: at for found in local for name, at in found.items() if name[0] != "_"} | TAKERS
    return {code for tree, own in zip(trees, local, strict=True) for code in codes_in(tree, public | own)}


def codes_of_page() -> list[str]:
    rows = (line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `"))
    return [code for cell in rows for code in re.findall(r"`([^`]+)`", cell)]


def test_the_page_has_every_code_of_the_source_once() -> None:
    assert sorted(codes_of_page()) == sorted(codes_of_source())


def test_a_code_is_made_of_words_joined_by_hyphens() -> None:
    assert [code for code in codes_of_page() if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)] == []


def test_what_is_known_of_a_place_stays_and_the_rest_is_filled_in() -> None:
    problem = Problem("limit", "Too much.", place="table 1").at(file="a.docx", place="page")
    assert (problem.file, problem.place) == ("a.docx", "table 1")


def test_a_problem_reads_as_place_tag_message_and_hint() -> None:
    problem = Problem(
        "limit", "It is wrong.", "Mend it.", "a.docx", "word/document.xml", "table 1", "{{ x }}"
    )
    assert str(problem) == "a.docx, word/document.xml, table 1: {{ x }} It is wrong. Mend it."


def test_an_error_says_all_its_problems() -> None:
    assert str(DocgenError([Problem("a", "One."), Problem("b", "Two.")])) == "One.\nTwo."


@pytest.mark.parametrize(
    ("word", "known", "otherwise", "hint"),
    [
        ("nmae", ["name", "title"], None, "Did you mean name?"),
        ("x", ["name", "title"], None, "Known here: name, title."),
        ("x", ["name", "title"], "Look it up.", "Look it up."),
        ("x", [], None, ""),
        ("x", [f"field{number:02}" for number in range(21)], None, "field19, …."),
    ],
)
def test_a_hint_names_the_nearest_word_or_what_is_known(
    word: str, known: list[str], otherwise: str | None, hint: str
) -> None:
    assert did_you_mean(word, known, otherwise).endswith(hint)
