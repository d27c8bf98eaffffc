"""The Word workload: a monthly report of about twelve pages.

Twenty single values, header and footer, a table of six columns and many rows, an issue table with a condition
in each row, five sections of six bullets, a static picture, Chinese and English text. docgen and docxtpl get
the same template and the same data; docxtpl runs as it comes, without escaping, which is its fastest way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import Environment, Template, nodes
from PIL import Image

from benchmarks.floor import floor
from benchmarks.measure import SUBJECT, Workload
from benchmarks.sentences import phrase, prose
from docgen.engine import compile

__all__ = ["SIZES", "Jinja", "build_template", "data", "read", "workload"]

SIZES = {"s": 5, "m": 40, "l": 2000}
_ROUNDS = {"s": 20, "m": 20, "l": 5}
FLOOR = "no engine at all: strings joined and deflated"
_GOALS = {
    "s": {"docxtpl": 25.0, FLOOR: 0.5},
    "m": {"docxtpl": 30.0, FLOOR: 0.5},
    "l": {"docxtpl": 10.0, FLOOR: 0.5},
}
_SINGLES = 20
_ITEM_FIELDS = ("name", "owner", "planned", "actual", "progress", "remark")
_ISSUE_FIELDS = ("title", "severity", "owner", "due")


def workload(size: str) -> Workload:
    """Return the workload in size s, m or l."""
    template, context = build_template(), data(SIZES[size])
    compiled = compile(template, name="report.docx")
    return Workload(
        name=f"word-{size}",
        title=f"Word {size.upper()}: monthly report, {SIZES[size]:,} rows",
        contenders={
            SUBJECT: lambda: compiled.render(context, language="zh"),
            "docxtpl, template cached": _cached_docxtpl(template, context),
            FLOOR: floor(template, context),
            "docxtpl": lambda: _save(DocxTemplate(BytesIO(template)), context),
        },
        read=read,
        rounds=_ROUNDS[size],
        goals=_GOALS[size],
    )


def data(rows: int) -> dict[str, Any]:
    """Return the context with the given number of rows in the large table."""
    return {
        "v": {f"field_{n}": f"{phrase(n)[:24]} {n}" for n in range(_SINGLES)},
        "items": [{name: _cell(name, n) for name in _ITEM_FIELDS} for n in range(rows)],
        "issues": [
            {**{name: _cell(name, n) for name in _ISSUE_FIELDS}, "late": n % 3 == 0} for n in range(15)
        ],
        "sections": [
            {"title": f"{n + 1} {phrase(n)[:12]}", "bullets": [prose(7 * n + b, 3) for b in range(6)]}
            for n in range(5)
        ],
    }


def _cell(name: str, number: int) -> str:
    return f"{name} {number}: {phrase(number)[:20]}"


class Jinja:
    """How the tags of the template are written that docgen and docxtpl understand."""

    def single(self, name: str) -> str:
        """Return the tag of a single value."""
        return f"{{{{ v.{name} }}}}"

    def rows(self, items: str, fields: Sequence[str], late: Sequence[str] = ()) -> list[list[str]]:
        """Return the rows that repeat for each item; one more cell tells whether it is ``late``."""
        cells = [f"{{{{ r.{name} }}}}" for name in fields]
        if late:
            cells.append(f"{{% if r.late %}}{late[0]}{{% else %}}{late[1]}{{% endif %}}")
        return [[f"{{%tr for r in {items} %}}"], cells, ["{%tr endfor %}"]]

    def sections(self) -> list[tuple[str, str]]:
        """Return the paragraphs of the sections, each with its style."""
        return [
            *(("{%p for s in sections %}", "Normal"), ("{{ s.title }}", "Heading 2")),
            *(("{%p for b in s.bullets %}", "Normal"), ("{{ b }}", "List Bullet")),
            *(("{%p endfor %}", "Normal"), ("{%p endfor %}", "Normal")),
        ]


def build_template(tags: Jinja | None = None) -> bytes:
    """Return the template: a Word file with the tags of a syntax."""
    tags = tags or Jinja()
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{tags.single('field_0')} · {tags.single('field_1')}"
    section.footer.paragraphs[0].text = tags.single("field_2")
    document.add_heading(tags.single("field_3"), 0)
    for number in range(4, _SINGLES):
        paragraph = document.add_paragraph(f"Item {number} 项目: ")
        paragraph.add_run(tags.single(f"field_{number}")).bold = True
    document.add_picture(BytesIO(_picture()), width=Cm(14))
    _prose(document, 100)
    _table(document, tags.rows("items", _ITEM_FIELDS))
    _prose(document, 200)
    _table(document, tags.rows("issues", _ISSUE_FIELDS, ("overdue 逾期", "on time 按时")))
    for text, style in tags.sections():
        document.add_paragraph(text, style=style)
    return _bytes(document)


def _prose(document: Document, start: int) -> None:
    document.add_heading(f"Review 回顾 {start}", 1)
    for number in range(6):
        document.add_paragraph(prose(start + number * 7, 7))


def _table(document: Document, rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    table = document.add_table(rows=1 + len(rows), cols=width, style="Light Grid Accent 1")
    for column in range(width):
        table.cell(0, column).text = f"Column 列 {column + 1}"
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            table.cell(number, column).text = text


def _picture() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((800, 400)).save(out, "PNG")
    return out.getvalue()


def _bytes(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _save(
    template: DocxTemplate, context: Mapping[str, Any], environment: Environment | None = None
) -> bytes:
    out = BytesIO()
    template.render(dict(context), jinja_env=environment)
    template.save(out)
    return out.getvalue()


class _Remembering(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl that keeps the XML it has rewritten, for a template that does not change."""

    patched: dict[str, str]

    def patch_xml(self, src_xml: str) -> str:
        if src_xml not in self.patched:
            self.patched[src_xml] = super().patch_xml(src_xml)
        return self.patched[src_xml]


class _CompilingOnce(Environment):
    """Jinja that compiles the same source only once, as an application that cares for speed would have it."""

    compiled: dict[str, Template]

    def from_string(self, source: str | nodes.Template, *args: Any, **kwargs: Any) -> Template:
        if isinstance(source, nodes.Template):
            return super().from_string(source, *args, **kwargs)
        if source not in self.compiled:
            self.compiled[source] = super().from_string(source, *args, **kwargs)
        return self.compiled[source]


def _cached_docxtpl(template: bytes, context: Mapping[str, Any]) -> Callable[[], bytes]:
    environment, patched = _CompilingOnce(), dict[str, str]()
    environment.compiled = {}

    def make() -> bytes:
        opened = _Remembering(BytesIO(template))
        opened.patched = patched
        return _save(opened, context, environment)

    return make


def read(document: bytes) -> list[str]:
    """Return every text of a document in order: header, body paragraphs, table cells, footer."""
    opened = docx.Document(BytesIO(document))
    section = opened.sections[0]
    body = opened.element.body.iter(f"{{{opened.element.nsmap['w']}}}p")
    texts = ["".join(_texts(paragraph)) for paragraph in body]
    return [section.header.paragraphs[0].text, *texts, section.footer.paragraphs[0].text]


def _texts(paragraph: Any) -> Iterable[str]:
    return (text.text or "" for text in paragraph.iter(f"{{{paragraph.nsmap['w']}}}t"))
