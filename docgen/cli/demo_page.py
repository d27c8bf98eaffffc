"""The page that shows the demo's files: one HTML file without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

__all__ = ["Made", "page"]

FORMATS = {"docx": ("Word", "#2b579a"), "pptx": ("PowerPoint", "#b7472a"), "xlsx": ("Excel", "#217346")}
LANGUAGES = {"en": "English", "zh": "中文", "ru": "Русский"}

STYLE = """
:root { color-scheme: light dark;
  --ink: #1c2733; --soft: #5b6875; --line: #dfe5ea; --card: #fff; --ground: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #9aa7b3; --line: #313c46;
    --card: #1d252c; --ground: #141a1f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
.lead { color: var(--soft); margin: 0 0 2rem; max-width: 44rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.1rem 1.4rem 1.3rem; margin-bottom: 1.1rem; }
h2 { font-size: 1.15rem; margin: 0; }
h2 small { font-weight: 400; color: var(--soft); margin-left: .6rem; }
h3 { font-size: .8rem; font-weight: 600; color: var(--soft); margin: 1rem 0 .45rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem;
  grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
a { display: flex; gap: .75rem; align-items: center; padding: .6rem .75rem; border-radius: .55rem;
  border: 1px solid var(--line); color: inherit; text-decoration: none; height: 100%; }
a:hover, a:focus-visible { border-color: var(--kind); outline: none; box-shadow: 0 0 0 1px var(--kind); }
.kind { flex: none; width: 2.3rem; height: 2.3rem; border-radius: .45rem; background: var(--kind);
  color: #fff; font-weight: 700; display: grid; place-items: center; }
.name { display: block; font-weight: 600; font-size: .92rem; overflow-wrap: anywhere; }
.fact { display: block; color: var(--soft); font-size: .82rem; }
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the demo: ``path`` is relative to the page, ``size`` in bytes, ``seconds`` to make it."""

    deliverable: str
    language: str
    format: str
    path: str
    size: int
    seconds: float


def page(made: Sequence[Made], titles: Mapping[str, Mapping[str, str]], source: str) -> str:
    """Return the HTML.

    ``titles`` names each deliverable per language, ``source`` says how the files were made.
    """
    groups = groupby(made, key=lambda file: file.deliverable)
    sections = "".join(_section(titles[name], list(files)) for name, files in groups)
    total = sum(file.size for file in made) / 1000
    lead = f"{len(made)} files, {total:,.0f} KB, {escape(source)}. Click one to open it."
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>docgen demo</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Documents made from the sample data</h1>
<p class="lead">{lead}</p>
{sections}</main>
</body>
</html>
"""


def _section(titles: Mapping[str, str], files: list[Made]) -> str:
    others = " · ".join(escape(title) for language, title in titles.items() if language != "en")
    head = f"<h2>{escape(titles['en'])}<small>{others}</small></h2>"
    groups = groupby(files, key=lambda file: file.language)
    return (
        f"<section>\n{head}\n{''.join(_list(language, members) for language, members in groups)}</section>\n"
    )


def _list(language: str, files: Iterable[Made]) -> str:
    label = LANGUAGES.get(language, language)
    entries = "\n".join(_entry(file) for file in files)
    return f'<h3>{escape(label)}</h3>\n<ul lang="{escape(language)}">\n{entries}\n</ul>\n'


def _entry(file: Made) -> str:
    program, colour = FORMATS.get(file.format, (file.format, "#555"))
    name = file.path.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    facts = f"{program}, {file.size / 1000:,.1f} KB, {file.seconds * 1000:,.0f} ms"
    return (
        f'<li><a href="{quote(file.path)}" style="--kind: {colour}">'
        f'<span class="kind" aria-hidden="true">{program[0]}</span>'
        f'<span><span class="name">{escape(name)}</span><span class="fact">{facts}</span></span></a></li>'
    )
