"""Jinja's code generator, with the parts replaced that cost the most.

* One ``join`` for a run of texts and values instead of a ``yield`` for each.
* Values are escaped by one function of the format, ``text``, instead of markup objects.
* ``row.key`` looks for the item of a dictionary before its attributes.
* Loops whose turns are all alike run column by column; see ``rows``.
* The newlines that give each tag a line of its own leave the output here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from docgen.engine.rows import FINISHED, Pattern, pattern_of

__all__ = ["BOUNDED", "DocgenCodeGenerator", "Prepare", "getter"]

BOUNDED = ":bounded"
_COUNTERS = {"index": "(docgen_turn + 1)", "index0": "docgen_turn", "first": "(docgen_turn == 0)"}

_DICT_NAMES = frozenset(name for name in dir(dict) if not name.startswith("_"))


class DocgenCodeGenerator(CodeGenerator):
    """Generates the module of one source."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        """Write texts and values joined into one string."""
        if not node.nodes:
            return
        if all(isinstance(child, nodes.TemplateData) for child in node.nodes):
            self._write_piece(node, frame, repr("".join(child.data for child in node.nodes)))  # type: ignore[attr-defined]  # all are TemplateData
            return
        self._write_piece(node, frame, "''.join((", close=False)
        self.indent()
        for child in node.nodes:
            self._write_child(child, frame)
        self.outdent()
        self.writeline("))" if frame.buffer is None else ")))")

    def _write_child(self, child: nodes.Node, frame: Frame) -> None:
        """Write one text or value of an output, and a comma."""
        self.newline(child)
        if isinstance(child, nodes.TemplateData):
            self.write(f"{child.data!r},")
        elif isinstance(child, nodes.Filter) and child.name.startswith(FINISHED):
            self.visit(child, frame)
            self.write(",")
        else:
            self.write("docgen_text(")
            self._write_value(child, frame)
            self.write(", context),")

    def _write_value(self, value: nodes.Node, frame: Frame) -> None:
        """Write an expression; what an internal filter makes is of the engine's own writing."""
        is_own = isinstance(value, nodes.Filter) and value.name.startswith(":")
        self.write("docgen_own(" if is_own else "")
        self.visit(value, frame)
        self.write(")" if is_own else "")

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:
        """Write what a filter makes of a block as a value like any other."""
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        self.buffer(inner)
        self.blockvisit(node.body, inner)
        self._write_piece(node, frame, "docgen_text(", close=False)
        self.visit_Filter(node.filter, inner)
        self.write(", context)" if frame.buffer is None else ", context))")
        self.leave_frame(inner)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """Write a filter; one of a block gets the text of the block, not its markup."""
        if node.node is not None:
            super().visit_Filter(node, frame)
            return
        with self._filter_test_common(node, frame, True):
            self.write(f"docgen_block(context, {frame.buffer})")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        """Write what is called with a block as a value like any other."""
        inner, macro = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro, inner)
        self._write_piece(node, frame, "docgen_text(", close=False)
        self.visit_Call(node.call, frame, forward_caller=True)
        self.write(", context)" if frame.buffer is None else ", context))")

    def _write_piece(self, node: nodes.Node, frame: Frame, code: str, *, close: bool = True) -> None:
        if frame.buffer is None:
            self.writeline(f"yield {code}", node)
        else:
            self.writeline(f"{frame.buffer}.append({code}{')' if close else ''}", node)

    # -- loops by columns ------------------------------------------------

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        """Run a loop whose turns are all alike column by column."""
        pattern: tuple[int, Pattern] | None = getattr(node, "pattern", None)
        if pattern is None:
            super().visit_For(node, frame)
            return
        inner, batch = frame.inner(), self.temporary_identifier()
        inner.symbols.analyze_node(node, for_branch="body")
        self._open_batches(node, frame, batch)
        self.enter_frame(inner)
        code = f"docgen_rows(docgen_patterns[{pattern[0]}], len({batch}), ("
        self._write_piece(node, frame, code, close=False)
        self.indent()
        for value, kind in zip(pattern[1].values, pattern[1].kinds, strict=True):
            self.newline(value)
            self._write_column(node, value, kind, batch, inner)
        self.outdent()
        self.writeline("))" if frame.buffer is None else ")).text())")
        self.leave_frame(inner)
        self.outdent()

    def _open_batches(self, node: nodes.For, frame: Frame, batch: str) -> None:
        """Write the head of the loop over some items at a time."""
        if node.test is None:
            self.writeline(f"for {batch} in docgen_batches(", node)
            self.visit(node.iter, frame)
        else:
            test = frame.inner()
            test.symbols.analyze_node(node, for_branch="test")
            self.enter_frame(test)
            self.writeline(f"for {batch} in docgen_batches(", node)
            self.visit(node.target, test)
            self._write_turns(node, "", test)
            self.visit(node.iter, frame)
            self.write(" if ")
            self.visit(node.test, test)
        self.write("):")
        self.indent()

    def _write_turns(self, node: nodes.For, batch: str, frame: Frame) -> None:
        """Write the end of a comprehension over the items of a batch, or of what will be written then."""
        counted = bool(batch) and any(True for _ in _counters(node))
        self.write(" for docgen_turn, " if counted else " for ")
        self.visit(node.target, frame)
        self.write(f" in enumerate({batch}, {batch}.begun)" if counted else f" in {batch}")

    def _write_column(self, loop: nodes.For, value: nodes.Node, kind: str, batch: str, frame: Frame) -> None:
        """Write the column of one value's finished texts, and a comma."""
        if isinstance(value, nodes.If):
            self.write("[")
            self._write_branches(value.test, value.body, value.elif_, value.else_, frame)
            self._write_turns(loop, batch, frame)
            self.write("],")
            return
        if kind:
            assert isinstance(value, nodes.Filter) and value.node is not None
            self.write(f"docgen_columns[{kind!r}](context, ")
            self._write_values(loop, value.node, batch, frame)
            for argument in value.args:
                self.write(", ")
                self.visit(argument, frame)
        else:
            self.write("docgen_texts(context, ")
            self._write_values(loop, value, batch, frame)
        self.write("),")

    def _write_values(self, loop: nodes.For, value: nodes.Node, batch: str, frame: Frame) -> None:
        """Write the list of one value in all turns."""
        target = loop.target.name if isinstance(loop.target, nodes.Name) else None
        if isinstance(value, nodes.Name) and value.name == target:
            self.write(batch)
        elif (
            isinstance(value, nodes.Getattr)
            and isinstance(value.node, nodes.Name)
            and value.node.name == target
        ):
            self.write(f"docgen_items({batch}, {value.attr!r})")
        else:
            self.write("[")
            self._write_value(value, frame)
            self._write_turns(loop, batch, frame)
            self.write("]")

    def _write_branches(
        self,
        test: nodes.Node,
        body: list[nodes.Node],
        others: list[nodes.If],
        last: list[nodes.Node],
        frame: Frame,
    ) -> None:
        """Write the text that a condition leaves as one expression."""
        self.write("(")
        self._write_body(body, frame)
        self.write(" if ")
        self.visit(test, frame)
        self.write(" else ")
        if others:
            self._write_branches(others[0].test, others[0].body, others[1:], last, frame)
        else:
            self._write_body(last, frame)
        self.write(")")

    def _write_body(self, body: list[nodes.Node], frame: Frame) -> None:
        if (text := _constant(body)) is not None:
            self.write(repr(text))
            return
        self.write("''.join((")
        for node in body:
            if isinstance(node, nodes.If):
                self.newline(node)
                self._write_branches(node.test, node.body, node.elif_, node.else_, frame)
                self.write(",")
            else:
                assert isinstance(node, nodes.Output)
                for child in node.nodes:
                    self._write_child(child, frame)
        self.write("))")

    # -- expressions -----------------------------------------------------

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Look an item up before an attribute, except for what is called."""
        if isinstance(node.node, nodes.Name) and node.node.name == "loop" and getattr(node, "is_turn", False):
            self.write(_COUNTERS[node.attr])
            return
        if getattr(node, "is_called", False):
            super().visit_Getattr(node, frame)
            return
        self.write("docgen_item(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Remember that the attribute is called, so that ``d.items()`` stays a method."""
        if isinstance(node.node, nodes.Getattr):
            node.node.is_called = True  # type: ignore[attr-defined]  # a mark for visit_Getattr
        super().visit_Call(node, frame, forward_caller=forward_caller)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Join values with a look at the size."""
        self.write("docgen_concat((")
        for child in node.nodes:
            self.visit(child, frame)
            self.write(", ")
        self.write("))")


class Prepare(NodeTransformer):
    """Takes the line marks out of the data, wraps values, and puts loops under their budget.

    ``wraps`` gives for a line of the source the internal filter and its arguments
    that the value on this line passes.
    """

    def __init__(self, line_mark: str, wraps: dict[int, tuple[str, tuple[Any, ...]]]) -> None:
        self.line_mark = line_mark
        self.wraps = wraps
        self.patterns: list[Pattern] = []
        """The patterns of the loops that run by columns, by the number that their nodes have."""

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Clean and wrap the children of one output."""
        node.nodes = [self._child(child) for child in node.nodes]
        node.nodes = [n for n in node.nodes if not (isinstance(n, nodes.TemplateData) and not n.data)]
        return node

    def _child(self, child: nodes.Expr) -> nodes.Expr:
        if isinstance(child, nodes.TemplateData):
            return nodes.TemplateData(child.data.replace(self.line_mark, ""), lineno=child.lineno)
        self.generic_visit(child)
        wrap = self.wraps.get(child.lineno)
        if wrap is None:
            return child
        arguments = [nodes.Const(value, lineno=child.lineno) for value in wrap[1]]
        return nodes.Filter(child, wrap[0], arguments, [], None, None, lineno=child.lineno)

    def visit_For(self, node: nodes.For) -> nodes.Node:
        """Put a loop under the budget, and let it run by columns if it can."""
        self.generic_visit(node)
        if (pattern := pattern_of(node)) is not None:
            node.pattern = len(self.patterns), pattern  # type: ignore[attr-defined]  # a mark for visit_For
            self.patterns.append(pattern)
            for counter in _counters(node):
                counter.is_turn = True  # type: ignore[attr-defined]  # a mark for visit_Getattr
        node.iter = nodes.Filter(node.iter, BOUNDED, [], [], None, None, lineno=node.iter.lineno)
        return node


def _constant(body: list[nodes.Node]) -> str | None:
    """Return the text of outputs that hold no value; None if one does, or if there is another statement."""
    children = [n for node in body for n in (node.nodes if isinstance(node, nodes.Output) else [node])]
    data = [child.data for child in children if isinstance(child, nodes.TemplateData)]
    return "".join(data) if len(data) == len(children) else None


def _counters(loop: nodes.For) -> Iterator[nodes.Getattr]:
    """Yield where the body of a loop asks for the number of its turn."""
    for child in loop.body:
        for node in (child, *child.find_all(nodes.Getattr)):
            if (
                isinstance(node, nodes.Getattr)
                and isinstance(node.node, nodes.Name)
                and node.node.name == "loop"
            ):
                yield node


def getter(environment: Any) -> Any:
    """Return the function that looks up ``value.name``: an item first, else what the sandbox allows."""
    fallback = environment.getattr

    def docgen_item(value: Any, name: str) -> Any:
        if type(value) is dict:
            try:
                return value[name]
            except KeyError:
                return (
                    fallback(value, name)
                    if name in _DICT_NAMES
                    else environment.undefined(obj=value, name=name)
                )
        return fallback(value, name)

    return docgen_item
