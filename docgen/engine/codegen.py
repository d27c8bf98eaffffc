"""Jinja's code generator, with the parts replaced that cost the most.

* One ``join`` for a run of texts and values instead of a ``yield`` for each.
* Values are escaped by one function of the format, ``text``, instead of markup objects.
* ``row.key`` looks for the item of a dictionary before its attributes.
* The newlines that give each tag a line of its own leave the output here.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

__all__ = ["BOUNDED", "FINISHED", "DocgenCodeGenerator", "Prepare", "getter"]

BOUNDED = ":bounded"
FINISHED = "::"
"""Internal filters whose names begin so return plain strings of markup, which are written as they are."""

_DICT_NAMES = frozenset(name for name in dir(dict) if not name.startswith("_"))


class DocgenCodeGenerator(CodeGenerator):
    """Generates the module of one source."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        """Write texts and values joined into one string."""
        if all(isinstance(child, nodes.TemplateData) for child in node.nodes):
            self._write_piece(node, frame, repr("".join(child.data for child in node.nodes)))  # type: ignore[attr-defined]  # all are TemplateData
            return
        self._write_piece(node, frame, "''.join((", close=False)
        self.indent()
        for child in node.nodes:
            self.newline(child)
            if isinstance(child, nodes.TemplateData):
                self.write(f"{child.data!r},")
            elif isinstance(child, nodes.Filter) and child.name.startswith(FINISHED):
                self.visit(child, frame)
                self.write(",")
            else:
                self.write("docgen_text(")
                self.visit(child, frame)
                self.write("),")
        self.outdent()
        self.writeline("))" if frame.buffer is None else ")))")

    def _write_piece(self, node: nodes.Node, frame: Frame, code: str, *, close: bool = True) -> None:
        if frame.buffer is None:
            self.writeline(f"yield {code}", node)
        else:
            self.writeline(f"{frame.buffer}.append({code}{')' if close else ''}", node)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Look an item up before an attribute, except for what is called."""
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
        """Put a loop under the budget."""
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, BOUNDED, [], [], None, None, lineno=node.iter.lineno)
        return node


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
