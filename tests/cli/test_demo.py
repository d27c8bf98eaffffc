"""``docgen demo``: every sample in every format and language, alone and through the real service."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from docgen.catalog import open_catalog
from docgen.cli.demo_page import Made, page

# What ships with docgen rather than the tests' own templates.
SHIPPED = {"DOCGEN_TEMPLATES": ""}


def files(folder: Path) -> dict[str, bytes]:
    """Return the Office files under a folder by their path in it."""
    found = (path for path in folder.rglob("*") if path.suffix in (".docx", ".pptx", ".xlsx"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def told(stderr: str) -> list[str]:
    """Return what a demo said of its documents."""
    return [line for line in stderr.splitlines() if line.startswith(("docx/", "pptx/", "xlsx/"))]


def expected() -> int:
    catalog = open_catalog()
    return sum(len(catalog.deliverable(sample.deliverable).formats) for sample in catalog.samples())


def assert_page_links(folder: Path) -> None:
    """Check that the page links to each file and loads nothing."""
    text = (folder / "index.html").read_text("utf-8")
    links = {unquote(link) for link in re.findall(r'href="([^"]+)"', text)}
    assert links == set(files(folder))
    assert "<script" not in text
    assert "src=" not in text
    assert "http" not in text


def test_every_shipped_sample_becomes_a_file_in_every_format(run: Any, tmp_path: Path) -> None:
    result = run("demo", "-o", tmp_path / "out", env=SHIPPED)
    assert result.exit_code == 0, result.stderr
    assert [line for line in told(result.stderr) if "as LibreOffice is not installed" not in line] == []
    assert len(files(tmp_path / "out")) == expected() >= 28
    assert_page_links(tmp_path / "out")
    assert result.stdout.splitlines()[0].split() == ["deliverable", "language", "format", "size", "time"]


@pytest.mark.service
def test_the_real_service_makes_the_same_files(run: Any, tmp_path: Path) -> None:
    quick = {**SHIPPED, "DOCGEN_PAGE_NUMBERS": "estimate"}
    assert run("demo", "-o", tmp_path / "alone", env=quick).exit_code == 0
    result = run("demo", "--service", "-o", tmp_path / "served", env=quick)
    assert result.exit_code == 0, result.stderr
    assert "estimated" in told(result.stderr)[0], "a warning is no failure"
    assert files(tmp_path / "served") == files(tmp_path / "alone")
    assert_page_links(tmp_path / "served")


def test_what_fails_is_told_and_ends_with_1_while_the_rest_is_made(run: Any, tmp_path: Path) -> None:
    result = run("demo", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert len(files(tmp_path / "out")) == 2
    assert "There is no template pptx/monthly_report/en." in result.stderr
    assert_page_links(tmp_path / "out")


@pytest.mark.service
def test_what_fails_in_the_service_is_told_too(run: Any, tmp_path: Path, templates: Path) -> None:
    result = run("demo", "--service", "-o", tmp_path / "out", env={"DOCGEN_TEMPLATES": str(templates)})
    assert result.exit_code == 1
    assert "There is no template" in result.stderr
    assert_page_links(tmp_path / "out")


@pytest.mark.service
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent ended")
def test_the_service_ends_with_a_demo_that_is_killed(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Nobody tidies up after a killed demo; sockets want a short path.
    env = os.environ | {"TMPDIR": str(tmp_path_factory.mktemp("d"))}
    script = (
        "import time\n"
        "from docgen.cli.demo_service import running_service\n"
        "with running_service() as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=env) as demo:
        assert demo.stdout is not None
        host, _, port = demo.stdout.readline().strip().removeprefix("http://").partition(":")
        socket.create_connection((host, int(port))).close()
        demo.kill()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))):
                return
        time.sleep(0.1)
    pytest.fail("The service outlives the demo.")


def test_names_of_any_kind_are_safe_in_the_page() -> None:
    made = [Made("x", "zh", "docx", 'zh/a"<b>&报告 #1?.docx', 10, 0.1)]
    text = page(made, {"x": {"en": "<X> & co", "zh": "甲"}}, "made by a test")
    assert "<b>" not in text
    assert "<X>" not in text
    assert unquote(re.findall(r'href="([^"]+)"', text)[0]) == made[0].path
    assert "#1" not in re.findall(r'href="([^"]+)"', text)[0]
