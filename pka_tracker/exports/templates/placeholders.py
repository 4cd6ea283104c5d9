"""What a layout may say: the allow-list of placeholders, kept by the environment that reads every part of it.

A layout is somebody's file. It can name what a paper holds, repeat what is repeated and leave out what is empty;
it cannot call, compute or nest one whole list into another, so what it costs grows with the paper and no faster.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pka_tracker.exports.templates import single
from pka_tracker.exports.templates.mistakes import Forbidden, Unknown
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS

#: What stands in a paper, by its placeholder.
NAMES = frozenset(
    (
        "kind",
        "title",
        "lead",
        "facts",
        "sections",
        "section",
        "signatures",
        "origin",
        "check",
        "address",
        "qr",
        "chart",
        *single.NAMES,
    )
)
#: What a fact, a section, a part of it and a place for ink have.
ATTRIBUTES = frozenset(
    (
        *("label", "value", "title", "parts", "text", "heads", "columns", "rows", "total"),
        *("word", "role", "name", "nip"),
    )
)
#: ``section.background``: one section of a plan by its key.
SECTION_KEYS = frozenset(outline.key for outline in PLAN_SECTIONS)
#: Without one of each a paper would not say what it is.
REQUIRED = (("title", "judul"), ("origin",))
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const),
    *(nodes.For, nodes.If, nodes.Not, nodes.And, nodes.Or),
)
DEEPEST = 4


class Placeholders(ImmutableSandboxedEnvironment):
    """Reads layouts, and refuses what is not on the list wherever in the file it stands."""

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.seen: set[str] = set()

    def from_string(self, source: Any, *arguments: Any, **named: Any) -> Any:
        """A statement is on a line of its own, as each paragraph is, so that a mistake is found by its line."""
        return super().from_string(source.replace("</w:p>", "</w:p>\n"), *arguments, **named)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._check(tree, frozenset(), 0)
        return tree

    def _check(self, node: nodes.Node, own: frozenset[str], depth: int) -> None:
        if not isinstance(node, ALLOWED):
            raise Forbidden(type(node).__name__, getattr(node, "lineno", 0))
        if isinstance(node, nodes.For):
            own, depth = self._loop(node, own, depth), depth + 1
        elif isinstance(node, nodes.Getattr):
            self._attribute(node)
        elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in own:
            if node.name not in NAMES:
                raise Unknown(node.name, node.lineno)
            self.seen.add(node.name)
        for child in node.iter_child_nodes():
            self._check(child, own, depth)

    def _loop(self, node: nodes.For, own: frozenset[str], depth: int) -> frozenset[str]:
        """A loop inside a loop goes through what the outer one is at, never through a whole list again."""
        root: Any = node.iter
        while isinstance(root, nodes.Getattr):
            root = root.node
        inner = isinstance(root, nodes.Name) and (depth == 0 or root.name in own)
        if not inner or depth >= DEEPEST or node.recursive or not isinstance(node.target, nodes.Name):
            raise Forbidden("for", node.lineno)
        return own | {node.target.name}

    def _attribute(self, node: nodes.Getattr) -> None:
        of_section = isinstance(node.node, nodes.Name) and node.node.name == "section"
        if node.attr not in (SECTION_KEYS if of_section else ATTRIBUTES):
            before = node.node.name if isinstance(node.node, nodes.Name) else "…"
            raise Unknown(f"{before}.{node.attr}", node.lineno)
