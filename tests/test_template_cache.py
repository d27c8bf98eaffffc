"""Templates are compiled once, and anew when their owner saves them."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.engine import Compiled
from docgen.errors import MissingError, TemplateError
from docgen.template_cache import TemplateCache

WriteDocx = Callable[..., Path]


def test_a_template_that_was_only_touched_stays_compiled(tmp_path: Path, write_docx: WriteDocx) -> None:
    path = write_docx(tmp_path / "a.docx", "{{ name }}")
    cache = TemplateCache()
    compiled = cache.get(path, "a")
    os.utime(path, ns=(1, 1))
    assert cache.get(path, "a") is compiled


def test_a_broken_template_is_named_by_its_address_and_mended_by_saving_it(
    tmp_path: Path, write_docx: WriteDocx
) -> None:
    path = write_docx(tmp_path / "a.docx", "{{ name")
    cache = TemplateCache()
    for _ in range(2):
        with pytest.raises(TemplateError) as caught:
            cache.get(path, "docx/a/en")
        assert {problem.file for problem in caught.value.problems} == {"docx/a/en"}
    write_docx(path, "{{ name }}")
    assert cache.get(path, "docx/a/en").format == "docx"


def test_while_a_template_is_being_saved_the_one_before_is_used(
    tmp_path: Path, write_docx: WriteDocx
) -> None:
    path = write_docx(tmp_path / "a.docx", "{{ name }}")
    cache = TemplateCache()
    before = cache.get(path, "a")
    whole = write_docx(tmp_path / "b.docx", "{{ other }}").read_bytes()
    for half in (b"", whole[:100], whole[:-1]):
        path.write_bytes(half)
        assert cache.get(path, "a") is before
    path.write_bytes(whole)
    assert cache.get(path, "a").digest == hashlib.sha256(whole).hexdigest()


def test_a_new_template_that_is_being_saved_is_waited_for(tmp_path: Path, write_docx: WriteDocx) -> None:
    path = tmp_path / "a.docx"
    whole = write_docx(tmp_path / "b.docx", "{{ name }}").read_bytes()
    path.write_bytes(whole[:100])
    saving = threading.Timer(0.3, path.write_bytes, [whole])
    saving.start()
    assert TemplateCache().get(path, "a").digest == hashlib.sha256(whole).hexdigest()
    saving.join()


def test_a_template_that_stays_broken_is_told_once_it_is_old(tmp_path: Path, write_docx: WriteDocx) -> None:
    path = write_docx(tmp_path / "a.docx", "{{ name }}")
    cache = TemplateCache()
    cache.get(path, "a")
    path.write_bytes(b"broken")
    os.utime(path, ns=(1, 1))
    with pytest.raises(TemplateError):
        cache.get(path, "a")


def test_a_template_that_is_gone_is_missing_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(MissingError) as caught:
        TemplateCache().get(tmp_path / "a.docx", "docx/a/en")
    assert "docx/a/en" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_threads_that_ask_at_once_share_one_compiled_template(tmp_path: Path, write_docx: WriteDocx) -> None:
    path = write_docx(tmp_path / "a.docx", "{{ name }}")
    cache, found, barrier = TemplateCache(), list[Compiled](), threading.Barrier(8)

    def ask() -> None:
        barrier.wait()
        found.append(cache.get(path, "a"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
