"""A template, compiled once and rendered many times."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from docgen.engine.build import Findings
from docgen.engine.docx.prepare import prepare as prepare_docx
from docgen.engine.limits import Limits
from docgen.engine.paging import ESTIMATED, Paginate, Paging, Steps, finish
from docgen.engine.pptx.prepare import prepare as prepare_pptx
from docgen.engine.program import Program
from docgen.engine.rendering import Rendering
from docgen.engine.values import Assets
from docgen.engine.xlsx.prepare import prepare as prepare_xlsx
from docgen.errors import DocgenError, Problem, RenderError, TemplateError
from docgen.opc import Package, write, write_to
from docgen.zipping import Content

__all__ = ["Compiled", "Prepared", "Rendered", "compile", "examine"]

_DATA_SHAPE = 'Give an object, such as {"customer": {"name": "Northwind"}}.'
_MODES = ("error", "mark", "blank")
_OVERFLOWS = ("warn", "shrink", "ignore")
_DIALECTS = ("docgen", "docxtpl")
_LAYOUTS = 3  # of one document at most


class Prepared(Protocol):
    """What an adapter makes of a package."""

    programs: list[Program]

    def render(
        self, context: Mapping[str, Any], rendering: Rendering
    ) -> tuple[Mapping[str, Content], set[str]]:
        """Return the parts that changed or are new, and the names of those that are gone."""


Prepare = Callable[..., Prepared]
_ADAPTERS: Mapping[str, Prepare] = {"docx": prepare_docx, "pptx": prepare_pptx, "xlsx": prepare_xlsx}


@dataclass(frozen=True)
class Rendered:
    """A document and what the caller should know of it."""

    data: bytes
    warnings: list[Problem] = field(default_factory=list)


class Compiled:
    """A template ready to be rendered; it never changes, and threads and forked workers may share it."""

    def __init__(
        self, package: Package, prepared: Prepared, *, name: str, digest: str, dialect: str, limits: Limits
    ):
        self.package, self.prepared, self.name, self.digest = package, prepared, name, digest
        self.dialect, self.limits = dialect, limits

    @property
    def format(self) -> str:
        """``docx``, ``pptx`` or ``xlsx``."""
        return self.package.format

    def render(
        self,
        context: Mapping[str, Any],
        *,
        language: str = "en",
        on_missing: str = "error",
        assets: Assets | None = None,
        on_overflow: str = "warn",
        paginate: Paginate | None = None,
    ) -> bytes:
        """Return the document for a context of plain data.

        ``on_missing`` says what becomes of a field that the context lacks:
        ``error`` (all of them are reported), ``mark`` (a visible mark stands in
        its place) or ``blank``.  ``assets`` gives the pictures that data names as
        ``{"asset": "<id>"}``: a mapping, or a function.  ``on_overflow`` says
        what becomes of texts that do not fit on slides: ``warn`` tells of them,
        ``shrink`` makes them smaller, too, down to 8 points, ``ignore`` does not
        measure, which is faster.  ``paginate`` lays a file
        out to find its page numbers; without it they are estimated.  Raises
        :class:`RenderError`.
        """
        return self.render_result(
            context,
            language=language,
            on_missing=on_missing,
            assets=assets,
            on_overflow=on_overflow,
            paginate=paginate,
        ).data

    def render_result(
        self,
        context: Mapping[str, Any],
        *,
        language: str = "en",
        on_missing: str = "error",
        assets: Assets | None = None,
        on_overflow: str = "warn",
        paginate: Paginate | None = None,
    ) -> Rendered:
        """Return the document together with its warnings; see :meth:`render`."""
        steps = self.steps(
            context, language=language, on_missing=on_missing, assets=assets, on_overflow=on_overflow
        )
        return finish(steps, paginate or (lambda _: ESTIMATED))

    def steps(
        self,
        context: Mapping[str, Any],
        *,
        language: str = "en",
        on_missing: str = "error",
        assets: Assets | None = None,
        on_overflow: str = "warn",
    ) -> Steps[Rendered]:
        """Make a document in steps, so that many can be laid out together; see :meth:`render`.

        Each file that comes is to be laid out; its pages are sent, or the
        problem that stands in the way.  What is returned is the document.
        """
        rendering = self._rendering(context, language, on_missing, assets, on_overflow)
        with self._named_errors():
            changed, dropped = yield from self._parts(context, rendering)
            data = write(self.package, changed, dropped)
        return Rendered(data, self._warnings(rendering))

    def render_to(
        self,
        file: BinaryIO,
        context: Mapping[str, Any],
        *,
        language: str = "en",
        on_missing: str = "error",
        assets: Assets | None = None,
        on_overflow: str = "warn",
        paginate: Paginate | None = None,
    ) -> list[Problem]:
        """Write the document to a file that is open for bytes, and return its warnings; see :meth:`render`.

        A large document is never whole in memory.  Nothing is written of one that cannot be made.
        """
        rendering = self._rendering(context, language, on_missing, assets, on_overflow)
        with self._named_errors():
            parts = self._parts(context, rendering)
            write_to(file, self.package, *finish(parts, paginate or (lambda _: ESTIMATED)))
        return self._warnings(rendering)

    def _rendering(
        self,
        context: Mapping[str, Any],
        language: str,
        on_missing: str,
        assets: Assets | None,
        on_overflow: str,
    ) -> Rendering:
        _check_option("on_missing", on_missing, _MODES)
        _check_option("on_overflow", on_overflow, _OVERFLOWS)
        _check_data(context, self.name)
        return Rendering(
            context,
            language=language,
            on_missing=on_missing,
            dialect=self.dialect,
            limits=self.limits,
            assets=assets,
            on_overflow=on_overflow,
        )

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """Let errors name the template."""
        try:
            yield
        except DocgenError as error:
            raise type(error)([problem.at(file=self.name) for problem in error.problems]) from error
        except (RecursionError, MemoryError, OverflowError) as error:
            problem = Problem("limit", "The document would become too large.", file=self.name)
            raise RenderError(problem) from error

    def _warnings(self, rendering: Rendering) -> list[Problem]:
        return [problem.at(file=self.name) for problem in (*rendering.problems, *rendering.warnings)]

    def _parts(
        self, context: Mapping[str, Any], rendering: Rendering
    ) -> Steps[tuple[Mapping[str, Content], set[str]]]:
        """Return the parts that changed or are new, and the names of those that are gone."""
        changed, dropped = self.prepared.render(context, rendering)
        paging, rendering.paging = rendering.paging, None  # so that its tree goes with the last number
        if paging is not None:
            pages = yield from self._paged(changed, dropped, rendering, paging)
            changed = {**changed, **pages}
        return changed, dropped

    def _paged(
        self, changed: Mapping[str, Content], dropped: set[str], rendering: Rendering, paging: Paging
    ) -> Steps[Mapping[str, bytes]]:
        """Put page numbers into a document and return its parts.

        Numbers of other lengths may move lines, so then it is laid out again.
        """
        paging.settle(None)
        for _ in range(_LAYOUTS):
            pages = yield lambda: write(self.package, {**changed, **paging.draft()}, dropped)
            if isinstance(pages, Problem):
                rendering.warnings.append(pages)
                break
            if paging.settle(pages):
                break
        return paging.finished()


def compile(
    data: bytes,
    *,
    name: str = "",
    limits: Limits | None = None,
    dialect: str = "docgen",
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> Compiled:
    """Compile a template.

    ``dialect`` is ``docgen``, or ``docxtpl`` for templates that count on that
    library's habits: statements leave their paragraphs behind, and names that do
    not exist print nothing.  ``filters`` are functions of the caller's own by the
    names that templates call them; they run outside of the sandbox, and what they
    return is a value like any other, never markup.  Raises one
    :class:`TemplateError` with every problem of the file.
    """
    _check_option("dialect", dialect, _DIALECTS)
    if wrong := [name for name in filters or () if not name.isidentifier()]:
        raise ValueError(f"A filter cannot be called {wrong[0]!r}")
    limits = limits or Limits()
    package, prepared, problems = examine(data, name=name, limits=limits, dialect=dialect, filters=filters)
    if package is None or prepared is None or problems:
        raise TemplateError(problems)
    return Compiled(
        package, prepared, name=name, digest=hashlib.sha256(data).hexdigest(), dialect=dialect, limits=limits
    )


def examine(
    data: bytes,
    *,
    name: str = "",
    limits: Limits | None = None,
    dialect: str = "docgen",
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> tuple[Package | None, Prepared | None, Findings]:
    """Prepare a template as far as it goes, and return every problem found on the way."""
    limits = limits or Limits()
    found = Findings(limits.tags, filters or {})
    package = prepared = None
    try:
        package = Package.open(data, limits.package)
        prepare = _ADAPTERS[package.format]
        prepared = prepare(package, dialect=dialect, file=name, limits=limits, problems=found)
    except DocgenError as error:
        found += error.problems
    except (RecursionError, MemoryError):
        found.append(Problem("limit", "The template is nested too deeply, or too large."))
    found[:] = [problem.at(file=name) for problem in found]
    return package, prepared, found


def _check_data(data: object, file: str) -> None:
    if not isinstance(data, Mapping):
        message = "The data is no object with named fields."
        raise RenderError(Problem("not-an-object", message, _DATA_SHAPE, file=file))


def _check_option(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
