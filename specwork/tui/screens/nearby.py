"""What stands around a spec: what it waits on and what waits on it, whose part it is and what its parts are.

Asked behind the screen, told as a value: the nodes by how many steps they are away, and the edges between them.
"""

from specwork.desk import Desk
from specwork.tui.document.words import harmless
from specwork.work.finding import Found, Specs
from specwork.work.waiting import depends, waiting_on
from vault.index.resolve import RememberedNames
from vault.typed import NamedTuple

STEPS = 6  # nobody follows more of them on one screen
MOST = 150  # specs
WAITS, PART = "waits", "part"


class Node(NamedTuple):
    """A spec. `steps` is how far from the middle it stands."""

    key: str
    id: int
    title: str
    status: str
    steps: int

    @property
    def label(self) -> str:
        return f"{self.id} {self.title}"


class Edge(NamedTuple):
    """From what comes first to what waits on it, or from a spec to its part."""

    start: str
    end: str
    kind: str = WAITS


class Around(NamedTuple):
    """`nodes` begin with the middle. `more`: there is more than is told."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more: bool = False

    @property
    def farthest(self) -> int:
        return max((node.steps for node in self.nodes), default=0)

    def within(self, steps: int) -> "Around":
        """What is no farther away."""
        nodes = tuple(node for node in self.nodes if node.steps <= steps)
        keys = {node.key for node in nodes}
        edges = tuple(edge for edge in self.edges if edge.start in keys and edge.end in keys)
        return Around(nodes, edges, self.more or len(nodes) < len(self.nodes))


def around(desk: Desk, path: str) -> Around | None:
    """None where no spec stands there."""
    specs = desk.given().specs
    middle = specs.at(path)
    return _Walk(specs).run(middle) if middle else None


class _Walk:
    def __init__(self, specs: Specs) -> None:
        self.specs = specs
        self.names = RememberedNames(specs.index.names)
        self.nodes: dict[str, Node] = {}
        self.edges: dict[Edge, None] = {}
        self.more = False

    def run(self, middle: Found) -> Around:
        self._come(middle, 0)
        self._kin(middle)
        step = [middle]
        for steps in range(1, STEPS + 1):
            step = self._beyond(step, steps)
        self.more = self.more or bool(step)
        keys = self.nodes.keys()
        return Around(
            tuple(self.nodes.values()),
            tuple(edge for edge in self.edges if edge.start in keys and edge.end in keys),
            self.more,
        )

    def _come(self, found: Found, steps: int) -> bool:
        """Whether it is new, and there is room for it."""
        if found.path in self.nodes:
            return False
        if len(self.nodes) >= MOST:
            self.more = True
            return False
        title = " ".join(harmless(found.spec.title).split())
        self.nodes[found.path] = Node(found.path, found.id, title, found.spec.status, steps)
        return True

    def _kin(self, middle: Found) -> None:
        below, steps = middle, 1
        while (above := self.specs.parent(below)) is not None and steps <= STEPS:
            self._come(above, steps)
            self.edges[Edge(above.path, below.path, PART)] = None
            below, steps = above, steps + 1
        for part in self.specs.children(middle):
            self._come(part, 1)
            self.edges[Edge(middle.path, part.path, PART)] = None

    def _beyond(self, step: list[Found], steps: int) -> list[Found]:
        """What the specs of one step wait on, and what waits on them."""
        new = []
        for one in step:
            before = [each.found for each in depends(self.specs, one, self.names) if each.found]
            after = waiting_on(self.specs, one)
            for other in before:
                self.edges[Edge(other.path, one.path)] = None
            for other in after:
                self.edges[Edge(one.path, other.path)] = None
            new += [other for other in (*before, *after) if self._come(other, steps)]
        return new
