"""The graph around a spec: what it waits on to its left, what waits on it to its right; a list where it is narrow.

Laid out behind the screen, for as many steps as there is room for. Enter goes to what the cursor is on.
"""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from specwork.domain.counted import counted
from specwork.tui.backstage import Refreshed
from specwork.tui.bars import Part
from specwork.tui.looks import ASCII, Glyphs, glyphs, paint, state_of
from specwork.tui.panes import Chosen, Target
from specwork.tui.screens.drawing import Ink, Picture, Place, drawn
from specwork.tui.screens.layering import circles, laid
from specwork.tui.screens.nearby import PART, WAITS, Around, Node, around
from specwork.tui.screens.outline import outlined
from specwork.tui.screens.sheet import Sheet
from specwork.tui.tree.rows import Row
from vault.typed import NamedTuple

WIDE = 120  # columns from which a picture is drawn
LONGEST = (34, 24)  # cells of a label, the longest that fit
SHORTEST = 16  # and where not even one step fits so
NOTHING = Picture((), (), 0)


class Seen(NamedTuple):
    """What is drawn: the picture, of how many steps, and the specs that wait for each other."""

    picture: Picture
    steps: int
    turned: frozenset[str]


def picture_of(found: Around, signs: Glyphs, size: Size, steps: int) -> Seen:
    """As a list where it is narrow; else so many steps, or as many as there is room for (0)."""
    pairs = [(edge.start, edge.end) for edge in found.edges if edge.kind == WAITS]
    turned = frozenset(key for pair in circles([node.key for node in found.nodes], pairs) for key in pair)
    named = {node.key: node for node in found.nodes}

    def label(key: str) -> tuple[str, str]:
        node = named[key]
        sign, tone = state_of(node.status, signs)
        mark = f"{signs.changed} " if key in turned else ""
        return f"{sign} {mark}{node.label}", "strong" if key == found.nodes[0].key else tone

    most = max(1, found.farthest)
    if size.width < WIDE:
        wanted = steps or most
        again = f"{signs.more} see above"
        listed = outlined(found.within(wanted), label, size.width, again=again, circle=signs.changed)
        return Seen(listed, wanted, turned)
    made = Seen(NOTHING, 0, turned)
    dotted = frozenset((edge.start, edge.end) for edge in found.edges if edge.kind == PART) - frozenset(pairs)
    ink = Ink(label, dotted, signs.folded if signs is not ASCII else ">", signs.changed, signs is ASCII)
    for count, longest in _tries(steps, most):
        part = found.within(count)
        # what is part of something stands right of it, as what waits for something does
        layers = laid([node.key for node in part.nodes], [(edge.start, edge.end) for edge in part.edges])
        made = Seen(drawn(layers, ink, longest), count, turned)
        if made.picture.width <= size.width and len(made.picture.lines) <= size.height:
            break
    return made


def _tries(steps: int, most: int) -> list[tuple[int, int]]:
    """Numbers of steps, each with lengths of a label: what is tried first, what is taken if nothing fits last."""
    counts = [steps] if steps else list(range(most, 0, -1))
    return [*((count, longest) for count in counts for longest in LONGEST), (counts[-1], SHORTEST)]


class GraphView(ScrollView, can_focus=True):
    """The picture, with a cursor on one of its specs."""

    DEFAULT_CSS = "GraphView { scrollbar-size: 1 1; }"

    class Moved(Message):
        """The cursor is on another spec."""

    class Opened(Message):
        """Somebody wants to go there."""

    class Resized(Message):
        """There is more room, or less."""

    def __init__(self) -> None:
        super().__init__(classes="sheet")
        self.picture = NOTHING
        self.at = 0
        self.empty = "looking around"
        self.links: dict[tuple[str, str], str] = {}

    def show_picture(self, picture: Picture, links: dict[tuple[str, str], str], key: str) -> None:
        """Another picture; the cursor stays on its spec, else it goes to the middle."""
        held = [at for at, place in enumerate(picture.places) if place.key == (self.key or key)]
        other = [at for at, place in enumerate(picture.places) if place.key == key]
        self.picture, self.links = picture, links
        self.at = (held or other or [0])[0]
        self.virtual_size = Size(picture.width, max(1, len(picture.lines)))
        self.go(self.at)

    @property
    def here(self) -> Place | None:
        return self.picture.places[self.at] if self.at < len(self.picture.places) else None

    @property
    def key(self) -> str:
        return self.here.key if self.here else ""

    def go(self, at: int) -> None:
        self.at = at
        if self.here:
            spot = Region(self.here.column, self.here.row, max(1, self.here.cells), 1)
            self.scroll_to_region(spot, animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def _nearest(self, found: list[int]) -> None:
        here = self.here
        if found and here is not None:
            self.go(min(found, key=lambda at: abs(self.picture.places[at].row - here.row)))

    def _along(self, by: int) -> None:
        here = self.here
        if here is not None:
            beside = enumerate(self.picture.places)
            self._nearest([at for at, one in beside if one.layer == here.layer and (one.row - here.row) * by > 0])

    def do_down(self) -> None:
        self._along(1)

    def do_up(self) -> None:
        self._along(-1)

    def do_top(self) -> None:
        self.go(0)

    def do_page_down(self) -> None:
        self.scroll_relative(y=max(1, self.size.height // 2), animate=False)

    def do_page_up(self) -> None:
        self.scroll_relative(y=-max(1, self.size.height // 2), animate=False)

    def _across(self, by: int) -> None:
        """To what it is linked with in the nearest layer on that side, else to what stands beside."""
        here = self.here
        if here is None:
            return
        side = [at for at, one in enumerate(self.picture.places) if (one.layer - here.layer) * by > 0]
        found = side
        for kinds in ((WAITS,), (WAITS, PART)):
            if linked := [at for at in side if self._link(here.key, self.picture.places[at].key) in kinds]:
                found = linked
                break
        nearest = min((abs(self.picture.places[at].layer - here.layer) for at in found), default=0)
        self._nearest([at for at in found if abs(self.picture.places[at].layer - here.layer) == nearest])

    def _link(self, one: str, other: str) -> str:
        return self.links.get((one, other)) or self.links.get((other, one), "")

    def do_node_left(self) -> None:
        self._across(-1)

    def do_node_right(self) -> None:
        self._across(1)

    def do_enter(self) -> None:
        if self.here:
            self.post_message(self.Opened())

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        row, column = event.y + round(self.scroll_y), event.x + round(self.scroll_x)
        for at, place in enumerate(self.picture.places):
            if place.row == row and place.column <= column < place.column + place.cells:
                self.go(at)
                if event.chain == 2:
                    self.do_enter()

    def render_line(self, y: int) -> Strip:
        row, left, wide = y + round(self.scroll_y), round(self.scroll_x), self.size.width
        base = paint(self)
        if not self.picture.lines:
            text = self.empty if y == 1 else ""
            return Strip([Segment(f" {text}", paint(self, "dim"))]).crop(0, wide).adjust_cell_length(wide, base)
        if row >= len(self.picture.lines):
            return Strip.blank(wide, base)
        here = self.here
        segments = []
        for text, tone, key in self.picture.lines[row]:
            under = key and here is not None and key == here.key
            ground = ("cursor" if self.has_focus and here and here.row == row else "idle") if under else "ground"
            style = paint(self, tone, ground)
            segments.append(Segment(text, style + Style.from_meta({"key": key}) if key else style))
        return Strip(segments).crop(left, left + wide).adjust_cell_length(wide, base)


class Graph(Sheet):
    place = "graph"

    def __init__(self, chosen: Chosen | None = None) -> None:
        super().__init__(chosen)
        self.view = GraphView()
        self.middle = chosen.path if chosen else ""
        self.found: Around | None = None
        self.known = False  # whether there is an answer, and be it that there is no graph
        self.awaited = True
        self.steps = 0  # as many as there is room for
        self.shown = Seen(NOTHING, 0, frozenset())

    def filling(self) -> Sequence[Widget]:
        return (self.view,)

    def on_mount(self) -> None:
        self.view.focus()
        self._tell()
        self._look()

    def refreshed(self, news: Refreshed) -> None:
        self._look()

    def _look(self) -> None:
        middle = self.middle

        def tell(found: Around | None) -> None:
            self.found, self.known = found, True
            self._lay()

        self.ask(lambda desk: around(desk, middle), tell, group="graph", otherwise=self.unfilled)

    def _lay(self) -> None:
        """Behind the screen too: many specs take their time."""
        found, signs, size, steps = self.found, glyphs(self), self.view.size, self.steps
        if found is None:
            self.view.empty = (
                "no spec is meant: choose one in the list, then v" if self.known else f"looking{signs.more}"
            )
            self._draw(Seen(NOTHING, 0, frozenset()))
        elif size.width:
            self.ask(
                lambda desk: picture_of(found, signs, size, steps), self._draw, group="picture", otherwise=self.unfilled
            )

    def _draw(self, seen: Seen) -> None:
        self.shown = seen
        edges = self.found.edges if self.found else ()
        self.view.show_picture(seen.picture, {(edge.start, edge.end): edge.kind for edge in edges}, self.middle)
        self._tell()
        if self.known:
            self.filled()

    def on_graph_view_resized(self, message: GraphView.Resized) -> None:
        message.stop()
        self._lay()

    def on_graph_view_moved(self, message: GraphView.Moved) -> None:
        message.stop()
        self._tell()

    def on_graph_view_opened(self, message: GraphView.Opened) -> None:
        message.stop()
        self.open(Target(self.view.key))

    def _node(self, key: str) -> Node | None:
        return next((node for node in self.found.nodes if node.key == key), None) if self.found else None

    def _tell(self) -> None:
        node, middle = self._node(self.view.key), self._node(self.middle)
        if node is not None:
            self.chosen = Chosen(node.key, Row(node.key, None, "", node.title, node.id, node.status))
        said = [Part("Graph ", "heading")]
        if middle is not None and self.found is not None:
            away = counted(self.shown.steps, "step")
            said += [Part(f"around {middle.label}", "strong"), Part(f"  {away}", "dim")]
            if self.found.within(self.shown.steps).more:
                said.append(Part(f"  {self.keymap.key_of('further')} shows more", "dim"))
            if self.shown.turned:
                said.append(Part(f"  {glyphs(self).changed} they wait for each other", "bad"))
        self.title_is(said)
        self.facts_are(self._facts(node) if node else ())
        self._repaint_keys()

    def _facts(self, node: Node) -> list[Part]:
        assert self.found is not None
        sign, tone = state_of(node.status, glyphs(self))
        parts = [Part(f" {node.label} ", "strong"), Part(f" {sign} {node.status}", tone)]
        edges, named = self.found.edges, {one.key: str(one.id) for one in self.found.nodes}
        for kind, of_start, word in (
            (WAITS, False, "waits on"),
            (WAITS, True, "waited on by"),
            (PART, False, "part of"),
            (PART, True, "parts"),
        ):
            ids = [
                named[edge.end if of_start else edge.start]
                for edge in edges
                if edge.kind == kind and (edge.start if of_start else edge.end) == node.key
            ]
            if ids:
                parts.append(Part(f" · {word} {', '.join(ids)}", "dim"))
        if len(parts) == 2:
            parts.append(Part(f" · stands alone; what it waits for is said so: specwork depend {node.id} ON", "dim"))
        return parts

    # what is done

    def do_centre(self) -> None:
        """Around what the cursor is on."""
        if self.view.key:
            self.middle, self.steps = self.view.key, 0
            self._look()

    def do_further(self) -> None:
        self._step(1)

    def can_further(self) -> str:
        return "" if self.found and self.shown.steps < self.found.farthest else "that is all there is"

    def do_nearer(self) -> None:
        self._step(-1)

    def can_nearer(self) -> str:
        return "" if self.shown.steps > 1 else "no nearer than that"

    def _step(self, by: int) -> None:
        self.steps = max(1, self.shown.steps + by)
        self._lay()
