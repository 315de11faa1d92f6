"""The slow reader of front matter: everything that YAML can say, within bounds.

Loaded only for what the fast reader declines. Scalars are read as YAML 1.2 means them, so `012`, `12:30`, `yes` and
dates stay the text that was typed; no tag builds an object; nesting, nodes and aliases have a limit.
"""

import re

import yaml
from frontmatter.default_handlers import YAMLHandler

from vault.notes.values import BLOCK, DOUBLE, FLOW, OTHER, PLAIN, SINGLE, Problem, Property, Scalar, Value, typed
from vault.text import Span
from vault.typed import Any

MAX_DEPTH, MAX_NODES, MAX_ALIASES = 64, 20_000, 100
_deep_items = re.compile(rf"(?:[-?] ){{{MAX_DEPTH + 1}}}").search
_styles = {None: PLAIN, "": PLAIN, "'": SINGLE, '"': DOUBLE}

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_slowly(text: str) -> tuple[list[Property], list[Scalar]]:
    """The properties of a block, and every string in them. Spans count in characters of the block; no end is known."""
    _check_depth(text)
    found: list[tuple[list[Property], list[Scalar]]] = []

    class Reading(_Loader):  # type: ignore[misc]  # chosen at run time: the C one where there is one
        def get_single_data(self) -> dict[str, Value]:
            node = self.get_single_node()
            walk = _Walk(text)
            found.append((walk.mapping(node), walk.scalars))
            return {}

    try:
        YAMLHandler().load(text, Loader=Reading)
    except Problem:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise Problem(f"line {line}: {error.problem or error.context or 'it does not parse'}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Problem(str(error).split("\n", 1)[0]) from None
    return found[0]


def _check_depth(text: str) -> None:
    """The parser below is C and recurses: what is nested too deep never gets there."""
    depth = 0
    for char in re.findall(r"[\[\]{}]", text):
        depth += 1 if char in "[{" else -1
        if depth > MAX_DEPTH:
            raise Problem("it is nested too deep")
    if _deep_items(text):
        raise Problem("it is nested too deep")


class _Walk:
    """One walk over the nodes of a block."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.scalars: list[Scalar] = []
        self.nodes = 0
        self.seen: set[int] = set()
        self.aliases = 0

    def mapping(self, node: Any) -> list[Property]:
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            raise Problem("it is not a list of keys and values")
        properties: list[Property] = []
        known: set[str] = set()
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in known:
                raise Problem(f"the key {key!r} stands there twice")
            known.add(key)
            value = self._value(value_node, key, 1)
            properties.append(self._property(key, value, key_node, value_node, in_flow=bool(node.flow_style)))
        return properties

    def _key(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise Problem("a key is no plain text")
        return str(node.value)

    def _property(self, key: str, value: Value, key_node: Any, node: Any, *, in_flow: bool) -> Property:
        start, end = node.start_mark.index, node.end_mark.index
        style = OTHER
        items: tuple[Span, ...] = ()
        if isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line:
            style = _styles.get(node.style, OTHER)
        elif isinstance(node, yaml.SequenceNode) and all(
            isinstance(item, yaml.ScalarNode) and item.start_mark.line == item.end_mark.line for item in node.value
        ):
            style = FLOW if node.flow_style else BLOCK
            items = tuple(Span(item.start_mark.index, item.end_mark.index) for item in node.value)
        if in_flow or key_node.start_mark.column or re.search(r"(?:^|[\s\[,{:-])[&*!]\S", self.text[start:end]):
            style = OTHER
        line_start = self.text.rfind("\n", 0, key_node.start_mark.index) + 1
        return Property(key, value, line_start, -1, start, end, style, items)

    def _value(self, node: Any, path: str, depth: int) -> Value:
        self._count(node, depth)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, f"{path}.{number}", depth + 1) for number, item in enumerate(node.value)]
        return {
            (key := self._key(key_node)): self._value(item, f"{path}.{key}", depth + 1) for key_node, item in node.value
        }

    def _count(self, node: Any, depth: int) -> None:
        self.nodes += 1
        if id(node) in self.seen:
            self.aliases += 1
        self.seen.add(id(node))
        if depth > MAX_DEPTH or self.nodes > MAX_NODES or self.aliases > MAX_ALIASES:
            raise Problem("it is nested too deep, too large, or repeats itself too often")

    def _scalar(self, node: Any, path: str) -> Value:
        style = _styles.get(node.style, OTHER)
        value = typed(node.value) if style == PLAIN and node.tag != "tag:yaml.org,2002:str!" else str(node.value)
        if isinstance(value, str) and value:
            start, end = node.start_mark.index, node.end_mark.index
            said = value
            if style in (SINGLE, DOUBLE):
                start, end = start + 1, end - 1
            elif style == OTHER:
                said = value.strip()
                start = self.text.find(said, start, end)
                end = start + len(said)
            if start >= 0:
                self.scalars.append(Scalar(path, said, start, end, style))
        return value
