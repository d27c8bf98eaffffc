"""A compiled source: Jinja's code run for one document, its errors traced back to tags.

The generated code is compiled once; for each way to treat what is missing and
each language it gets a namespace of its own, so that nothing has to be looked
up while a document is made.
"""

from __future__ import annotations

import functools
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, TracebackType
from typing import Any

from jinja2 import Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError

from docgen.engine.codegen import Prepare, getter
from docgen.engine.computing import computing_problem
from docgen.engine.environment import RENDER, TemplateEnvironment, concat, make_environment
from docgen.engine.missing import LenientMissing, StrictMissing
from docgen.engine.noting import Guard, Noting, is_limit
from docgen.engine.rendering import Rendering
from docgen.engine.rows import COLUMN, Rows, batches, columns_of, make_items
from docgen.engine.slots import block_text
from docgen.engine.source import LINE, Mark, Source
from docgen.engine.text import make_texts
from docgen.engine.written import WrittenMacro, block_value, own
from docgen.errors import DocgenError, Problem, RenderError

__all__ = ["FORBIDDEN", "Program", "checking_environment"]

FORBIDDEN = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


_UNDEFINED: Mapping[tuple[str, str], type[Undefined]] = {
    ("docgen", "error"): StrictMissing,
    ("docgen", "blank"): LenientMissing,
    ("docxtpl", "error"): Undefined,
    ("docxtpl", "blank"): Undefined,
}

_UNDEFINED_NAME = re.compile(r"'([\w.]+)' is undefined")
TextMaker = Callable[[str, str], Callable[..., str]]
Filters = Callable[[str, str], Mapping[str, Callable[..., Any]]]


class Program:
    """One compiled stream: called with a context and a rendering, it yields its output in pieces.

    ``make_text(language, dialect)`` gives the function that writes a value, in the
    context of a document, into the format's text; ``filters`` are the format's internal filters, which tags
    name in ``wrap``.
    """

    def __init__(
        self,
        source: Source,
        text: str,
        make_text: TextMaker,
        filters: Filters,
        file: str = "",
    ) -> None:
        self.source, self.file, self.dialect = source, file, source.dialect
        self._make_text, self._filters = make_text, filters
        jinja, self._lines = source.finish(text)
        self.tree = self._prepare(jinja)
        self._code, self._debug = self._generate(self.tree)
        self._templates: dict[tuple[str, str], Template] = {}
        self.has_filter_blocks = any(True for _ in self.tree.find_all(nodes.FilterBlock))
        """Whether ``{% filter %}`` writes texts that no function of the format has looked at."""

    def again(self, text: str) -> Program:
        """Return the program of another text with the same tags."""
        return Program(self.source, text, self._make_text, self._filters, self.file)

    def __getstate__(self) -> dict[str, Any]:
        raise TypeError("A compiled program is shared by forking, or compiled again; it cannot be pickled.")

    def _prepare(self, jinja: str) -> nodes.Template:
        environment = self._environment(StrictMissing, "en")
        tree = environment.parse(jinja)
        for node in tree.find_all(FORBIDDEN):
            raise TemplateSyntaxError("A template cannot include or import another file.", node.lineno)
        marks = self.source.marks
        wraps = {
            line: (m.wrap, m.args)
            for line, m in ((i + 1, marks[n]) for i, n in enumerate(self._lines) if n >= 0)
            if m.wrap
        }
        prepare = Prepare(LINE, wraps)
        prepared = prepare.visit(tree)
        assert isinstance(prepared, nodes.Template)
        self._patterns = prepare.patterns
        return prepared

    def _generate(self, tree: nodes.Template) -> tuple[CodeType, list[tuple[int, int]]]:
        environment = self._environment(StrictMissing, "en")
        code = environment.compile(tree, filename="<docgen>")
        scope: dict[str, Any] = {"environment": environment, "__file__": code.co_filename}
        exec(code, scope)
        debug = [pair.split("=") for pair in scope["debug_info"].split("&") if pair]
        return code, sorted((int(code_line), int(line)) for line, code_line in debug)

    def _environment(self, undefined: type[Undefined], language: str) -> TemplateEnvironment:
        environment = checking_environment(self.dialect).overlay(undefined=undefined)
        assert isinstance(environment, TemplateEnvironment)
        environment.filters = {**environment.filters, **self._filters(language, self.dialect)}
        return environment

    def _bind(self, undefined: type[Undefined], language: str, guard: Guard | None = None) -> Template:
        """Return the code bound to a language; ``guard`` may stand around all that looks at values."""
        environment = self._environment(undefined, language)
        text, item = self._make_text(language, self.dialect), getter(environment)
        if guard is not None:
            text = guard(":text", text)
            single = {name: f for name, f in environment.filters.items() if not name.endswith(COLUMN)}
            environment.filters = {name: guard(name, f) for name, f in single.items()}
        scope: dict[str, Any] = {
            "environment": environment,
            "__file__": "<docgen>",
            "docgen_text": text,
            "docgen_own": own,
            "docgen_block": block_text,
            "docgen_item": item,
            "docgen_concat": concat,
            "docgen_batches": batches,
            "docgen_items": make_items(item),
            "docgen_texts": environment.filters.get(":texts" + COLUMN) or make_texts(text),
            "docgen_columns": columns_of(environment.filters),
            "docgen_patterns": self._patterns,
            "docgen_rows": Rows,
        }
        exec(self._code, scope)
        scope.update(Markup=block_value, Macro=WrittenMacro)
        return Template._from_namespace(environment, scope, environment.make_globals(None))

    def _template(self, on_missing: str, language: str) -> Template:
        key = (on_missing, language)
        if key not in self._templates:
            self._templates[key] = self._bind(_UNDEFINED[self.dialect, on_missing], language)
        return self._templates[key]

    def run(self, context: Mapping[str, Any], rendering: Rendering) -> Iterator[str]:
        """Yield the output of one document; see :meth:`pieces`."""
        for piece in self.pieces(context, rendering):
            if type(piece) is Rows:
                text = piece.text()
                rendering.budget.grow(len(text))
                yield text
            else:
                yield piece  # type: ignore[misc]  # it is a text

    def pieces(self, context: Mapping[str, Any], rendering: Rendering) -> Iterator[str | Rows]:
        """Yield the output of one document, some of its loops in columns, which the caller counts as output.

        Raises RenderError with all that is wrong with fields and values.
        """
        if rendering.on_missing == "mark":
            noting = Noting(self.mark_here, self.located, rendering, marks=True)
            template = self._bind(noting.undefined, rendering.language)
        else:
            template = self._template(rendering.on_missing, rendering.language)
        try:
            for piece in template.root_render_func(_context(template, context, rendering)):
                if type(piece) is str:
                    rendering.budget.grow(len(piece))
                yield piece
        except Exception as error:
            raise self._all_problems(context, rendering, error) from error

    def _all_problems(
        self, context: Mapping[str, Any], rendering: Rendering, error: Exception
    ) -> DocgenError:
        """Run once more, noting what is wrong and going on, and return everything as one error."""
        first = self._placed(error)
        if is_limit(error):
            return first
        found = rendering.fork()
        noting = Noting(self.mark_here, self.located, found)
        strict = self.dialect == "docgen" and rendering.on_missing == "error"
        undefined = noting.undefined if strict else _UNDEFINED[self.dialect, "blank"]
        template = self._bind(undefined, rendering.language, noting.guard)
        try:
            for _ in template.root_render_func(_context(template, context, found)):
                pass
        except Exception as other:
            found.problems += self._placed(other).problems
        return RenderError(list(dict.fromkeys(found.problems)) or first.problems)

    def mark_here(self) -> Mark | None:
        """Return the tag that is being run."""
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename != "<docgen>":
            frame = frame.f_back  # type: ignore[assignment]  # ends at the outermost frame
        return self.mark_at(frame.f_lineno) if frame is not None else None

    def _placed(self, error: Exception) -> DocgenError:
        """Return an error of the template as a DocgenError that names the tag and its place."""
        mark = self.mark_at(_line_of(error.__traceback__))
        if isinstance(error, DocgenError):
            problems = error.problems
            kind = type(error)
        else:
            problems, kind = [_explained(error)], RenderError
        return kind([self.located(problem, mark) for problem in problems])

    def located(self, problem: Problem, mark: Mark | None) -> Problem:
        """Return a problem with the place of the tag that it comes from."""
        if mark is None:
            return problem.at(file=self.file)
        return problem.at(file=self.file, part=mark.part, place=mark.place, tag=mark.tag.text)

    def mark_at(self, code_line: int) -> Mark | None:
        """Return the tag that a line of the generated code comes from."""
        index = bisect_right(self._debug, (code_line, sys.maxsize)) - 1
        return self.mark_of(self._debug[index][1]) if index >= 0 else None

    def mark_of(self, line: int) -> Mark | None:
        """Return the tag that stands on a line of the Jinja source."""
        number = self._lines[line - 1] if 0 < line <= len(self._lines) else -1
        return self.source.marks[number] if number >= 0 else None


def _context(template: Template, context: Mapping[str, Any], rendering: Rendering) -> Any:
    """Return what a run looks names up in; all runs of one document share it."""
    if rendering.names_in_scope is None:
        rendering.names_in_scope = {**template.globals, **context, RENDER: rendering}
    return template.new_context(rendering.names_in_scope, shared=True)


def _line_of(traceback: TracebackType | None) -> int:
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<docgen>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _explained(error: Exception) -> Problem:
    """Return what went wrong in the words of a template's owner."""
    if isinstance(error, SecurityError):
        return Problem(
            "forbidden", f"The template may not do this: {error}.", "Use fields of the data and filters only."
        )
    if isinstance(error, UndefinedError) and (name := _UNDEFINED_NAME.fullmatch(str(error))):
        return Problem("missing-field", f"There is no field {name[1]}.")
    if isinstance(error, UndefinedError):
        return Problem("missing-field", f"{error}.".replace("..", "."))
    if isinstance(error, (RecursionError, MemoryError, OverflowError)):
        return Problem(
            "limit", f"The template asks for too much ({type(error).__name__}).", "Make it simpler."
        )
    if isinstance(error, TemplateRuntimeError):
        return Problem("expression", f"{error}.")
    return computing_problem(error)


@functools.cache
def checking_environment(dialect: str) -> TemplateEnvironment:
    """Return the environment that single tags are checked in."""
    return make_environment(dialect, StrictMissing)
