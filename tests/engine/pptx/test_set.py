"""A set of small decks, one idea each: what their slides say, and what a validator and LibreOffice do."""

from __future__ import annotations

import functools
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from docgen.engine import compile
from tests.engine.pptx.cases import CASES, Case
from tests.engine.pptx.conftest import texts_of

assert len(CASES) >= 40 and len({case.name for case in CASES}) == len(CASES)


@functools.cache
def made(name: str) -> tuple[bytes, bytes]:
    """Return the template and the document of a case."""
    case = next(case for case in CASES if case.name == name)
    template = case.template()
    return template, compile(template, name="t.pptx").render(case.data)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_slides_say_what_they_must(case: Case) -> None:
    _, document = made(case.name)
    assert [texts_of(slide) for slide in Presentation(io.BytesIO(document)).slides] == case.texts
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for part, text in case.says.items():
            names = [n for n in archive.namelist() if n.startswith(posixpath.normpath(f"ppt/{part}"))]
            assert any(text in archive.read(name).decode() for name in names), (part, text)


def complaints(data: bytes, path: Path) -> set[str]:
    """Return what a validator says of a deck, without the numbers that differ from copy to copy."""
    path.write_bytes(data)
    return {
        re.sub(r"\d+", "#", f"{e.part_uri}: {e.description}")
        for e in OpenXmlValidator().validate(path).errors
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_validator_finds_nothing_new(case: Case, tmp_path: Path) -> None:
    template, document = (complaints(data, tmp_path / "deck.pptx") for data in made(case.name))
    assert document - template == set()


@pytest.mark.libreoffice
def test_libreoffice_opens_them_all(convert: Callable[..., Sequence[Path]], tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.pptx" for number, _ in enumerate(CASES)]
    for file, case in zip(files, CASES, strict=True):
        file.write_bytes(made(case.name)[1])
    for case, file in zip(CASES, convert(files, to="pdf"), strict=True):
        slides = Presentation(io.BytesIO(made(case.name)[1])).slides
        shown = [slide for slide in slides if slide._element.get("show") != "0"]
        assert len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) == len(shown), case.name
