"""Everything that can be done with a key: one table. Footer, `?`, palette and remapping are made from it.

An action is answered by a method `do_<id>` of whatever stands nearest to the focus: the widget, what holds it, its
screen, the app. One that nobody there answers is neither shown nor done. A method `can_<id>() -> str` beside it may say
why it cannot be done now; the empty text says that it can.
"""

from collections.abc import Iterable, Mapping

from vault.typed import NamedTuple

EVERYWHERE = ""
MOVE, FIND, SESSION, EDIT, VIEW = "Move", "Find", "Session", "Change", "View"


class Action(NamedTuple):
    """Something that can be done.

    `keys` are as Textual names them; `g g` is one after the other. `word` is for the footer, `about` for `?`. `places`
    are where it applies: names of panes and screens, none for everywhere. `twin` is the same on the command line, with
    {id} and {path} of the spec that is meant. `rank`: the lower, the longer it keeps its place in a footer that is
    narrow; 0 is never in the footer.
    """

    id: str
    keys: tuple[str, ...]
    word: str
    about: str
    group: str
    places: tuple[str, ...] = ()
    twin: str = ""
    rank: int = 0


ACTIONS = (
    # moving about
    Action("down", ("j", "down"), "down", "the next line", MOVE),
    Action("up", ("k", "up"), "up", "the line before", MOVE),
    Action("fold", ("h", "left"), "fold", "fold, or go up to whose part it is; out of a pane", MOVE),
    Action("unfold", ("l", "right"), "unfold", "unfold, or go in", MOVE),
    Action("top", ("g g", "home"), "top", "to the top", MOVE),
    Action("bottom", ("G", "end"), "bottom", "to the end", MOVE),
    Action("page_down", ("ctrl+d", "pagedown"), "page", "half a page down", MOVE),
    Action("page_up", ("ctrl+u", "pageup"), "page up", "half a page up", MOVE),
    Action("enter", ("enter",), "open", "go in: open what the cursor is on", MOVE, rank=20),
    Action("leave", ("escape",), "back", "leave: back to where one came from", MOVE),
    Action("column_left", ("h", "left"), "column", "the column before", MOVE, ("board",)),
    Action("column_right", ("l", "right"), "column", "the next column", MOVE, ("board",)),
    Action("node_left", ("h", "left"), "before", "what it waits on, or is part of", MOVE, ("graph",)),
    Action("node_right", ("l", "right"), "after", "what waits on it, or is part of it", MOVE, ("graph",)),
    Action("centre", ("space",), "centre", "the graph around what the cursor is on", MOVE, ("graph",), rank=21),
    Action("further", ("+", "="), "further", "one step more around it", VIEW, ("graph",), rank=22),
    Action("nearer", ("-", "_"), "nearer", "one step less around it", VIEW, ("graph",), rank=23),
    Action("mark", ("space",), "mark", "mark the line, and on to the next", MOVE,
           ("tree", "board", "marking")),
    Action("next_pane", ("tab",), "pane", "the next pane", MOVE),
    Action("last_pane", ("shift+tab",), "pane back", "the pane before", MOVE),
    Action("tab_1", ("1",), "spec", "the spec itself", MOVE),
    Action("tab_2", ("2",), "context", "its journal: the sessions", MOVE, twin="specwork timeline {id}"),
    Action("tab_3", ("3",), "deliverables", "what it delivered", MOVE, twin="specwork deliverables {id}"),
    Action("tab_4", ("4",), "links", "links out, in and broken", MOVE, twin="specwork backlinks {id}"),
    Action("other_down", ("J",), "scroll", "scroll the other pane down", MOVE),
    Action("other_up", ("K",), "scroll up", "scroll the other pane up", MOVE),
    Action("backward", ("H",), "back", "where one was before", MOVE),
    Action("forward", ("L",), "forward", "and there again", MOVE),
    # finding
    Action("find", ("f",), "find", "find a spec, a note or a heading", FIND, twin="specwork search WORD", rank=10),
    Action("search", ("/",), "search", "narrow the list, or search in the text", FIND, rank=35),
    Action("next_hit", ("n",), "next hit", "the next hit", FIND),
    Action("last_hit", ("N",), "hit before", "the hit before", FIND),
    Action("links", ("o",), "link", "letters on every link: type one to follow it", FIND, rank=30),
    Action("open_in_obsidian", ("O",), "Obsidian", "open the note in Obsidian", FIND, twin="specwork open {id}"),
    Action("contents", ("#",), "headings", "go to a heading", FIND),
    Action("parts", (";",), "parts", "letters over the parts of the screen: type one to be there", FIND),
    Action("palette", (":", "ctrl+p"), "commands", "every command, by name", FIND, rank=50),
    # the session
    Action("session", ("s",), "session", "start or resume the session on a spec", SESSION, twin="specwork start {id}",
           rank=15),
    Action("plan", ("p",), "plan", "write down what is planned", SESSION, twin="specwork log {id} plan TEXT", rank=5),
    Action("implement", ("i",), "implement", "write down what was made", SESSION,
           twin="specwork log {id} implement TEXT", rank=5),
    Action("test", ("t",), "test", "write down what was tested", SESSION, twin="specwork log {id} test TEXT", rank=5),
    Action("deliver", ("d",), "deliver", "register a deliverable", SESSION, twin="specwork deliver {id} FILE", rank=5),
    Action("commit", ("c",), "commit", "commit what the session changed", SESSION,
           twin="specwork commit {id} -m MESSAGE", rank=5),
    Action("done", ("x",), "done", "end the session", SESSION, twin="specwork done {id}", rank=5),
    Action("note", ("w",), "note", "write a note into the session", SESSION, twin="specwork log {id} note TEXT",
           rank=40),
    Action("issue", ("W",), "issue", "write down an issue, and how it was resolved", SESSION,
           twin="specwork log {id} issue TEXT"),
    Action("send", ("enter",), "write it down", "write the text into the session", SESSION, ("draft",), rank=1),
    Action("new_line", ("ctrl+j", "shift+enter", "alt+enter", "ctrl+enter"), "new line", "a line more", SESSION,
           ("draft",), rank=2),
    Action("keep", ("escape",), "keep", "leave the text; it is there the next time", SESSION, ("draft",), rank=3),
    Action("drop", ("X", "ctrl+g"), "drop", "throw the text away; u brings it back", SESSION, ("draft", "session"),
           rank=4),
    Action("result", ("P", "ctrl+t"), "how it went", "passed, warned, failed, or not said", SESSION,
           ("draft", "session"), rank=4),
    Action("look", ("V", "ctrl+r"), "what changed", "what was changed outside meanwhile", SESSION,
           ("draft", "session"), rank=4),
    # changing things
    Action("edit", ("e",), "edit", "open the note in your editor", EDIT, twin="specwork edit {id}", rank=30),
    Action("edit_journal", ("E",), "edit journal", "open the journal in your editor", EDIT,
           twin="specwork edit {id} --journal"),
    Action("add_below", ("a",), "add", "a new spec below this one", EDIT, twin="specwork new task TITLE --under {id}",
           rank=45),
    Action("add_beside", ("A",), "add beside", "a new spec beside this one", EDIT, twin="specwork new task TITLE"),
    Action("rename", ("r",), "rename", "another title, or another place", EDIT, twin="specwork mv {id} --under ID"),
    Action("adopt", ("I",), "make a spec", "make a spec of a note that is none (asks first)", EDIT,
           twin="specwork adopt {path} --type TYPE"),
    Action("status", ("m",), "status", "set the status, or that of all that are marked", EDIT,
           twin="specwork set {id} status=WORD", rank=45),
    Action("depend", ("B",), "waits for", "what it waits for: one more, or one less", EDIT,
           twin="specwork depend {id} ON"),
    Action("tick", ("space",), "tick", "tick the criterion", EDIT, ("document",), twin="specwork tick {id} N"),
    Action("archive", ("D",), "archive", "put a spec away (asks first)", EDIT, twin="specwork archive {id}"),
    Action("undo", ("u",), "undo", "take back your last change (asks first)", EDIT, twin="specwork undo", rank=48),
    Action("history", ("Z",), "history", "all that was done, to take back or do again", EDIT, twin="specwork history"),
    Action("card_left", ("H",), "to the left", "the card, or all that are marked, a column back: the status", EDIT,
           ("board",), twin="specwork set {id} status=WORD", rank=3),
    Action("card_right", ("L",), "to the right", "the card, or all that are marked, a column on: the status", EDIT,
           ("board",), twin="specwork set {id} status=WORD", rank=3),
    Action("mend", ("F",), "fix", "mend what the line says, or all of its sort", EDIT, ("health",),
           twin="specwork check --fix", rank=3),
    Action("mend_all", ("X",), "fix all", "mend everything that has one right answer", EDIT, ("health",),
           twin="specwork check --fix", rank=4),
    Action("sync", ("S",), "sync", "make every side say the same", EDIT, ("health",), twin="specwork sync", rank=5),
    Action("redo", ("U",), "redo", "do it again (asks first)", EDIT, twin="specwork redo"),
    Action("copy_id", ("y i",), "copy id", "copy the id", EDIT),
    Action("copy_link", ("y l",), "copy link", "copy a wiki-link to it", EDIT),
    Action("copy_path", ("y p",), "copy path", "copy the path", EDIT, twin="specwork path {id}"),
    Action("copy_title", ("y t",), "copy title", "copy the title", EDIT),
    # what is seen
    Action("board", ("b",), "board", "columns by status", VIEW, twin="specwork list", rank=45),
    Action("graph", ("v",), "graph", "what waits on what", VIEW, twin="specwork status {id}", rank=46),
    Action("health", ("!",), "health", "what is wrong in the vault", VIEW, twin="specwork check", rank=46),
    Action("zoom", ("z",), "zoom", "this pane alone, and back", VIEW, rank=47),
    Action("wider", ("+",), "wider", "the list wider", VIEW),
    Action("narrower", ("_", "-"), "narrower", "the list narrower", VIEW),
    Action("hide_tree", ("backslash",), "hide list", "the list away, and back", VIEW),
    Action("open_only", (".",), "open/all", "only what is open, or all", VIEW, ("tree",), twin="specwork list --open",
           rank=42),
    Action("files", ("F",), "files", "all notes by folder, or the specs", VIEW, ("tree",)),
    Action("type", ("%",), "type", "only epics, features or tasks, or all", VIEW, ("tree", "board"),
           twin="specwork list --type TYPE"),
    Action("sort", (",",), "sort", "by id, title, status or what is most urgent", VIEW, ("tree",)),
    Action("rescan", ("R",), "read again", "read the whole vault again", VIEW, twin="specwork index"),
    Action("theme", ("T",), "theme", "the next theme: dark, light, 16 colours", VIEW),
    Action("yes", ("y",), "yes", "do it", VIEW, ("question",), rank=1),
    Action("no", ("n",), "no", "leave it", VIEW, ("question",), rank=2),
    Action("messages", ("M",), "messages", "everything that was said", VIEW),
    Action("help", ("?",), "keys", "every key that works here", VIEW, rank=1),
    Action("quit", ("q", "ctrl+q"), "quit", "close this screen, or leave", VIEW, rank=49),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}


class Keymap:
    """Which keys mean which action, after the person's own settings. `trouble` says what of them could not be used."""

    def __init__(self, own: Mapping[str, str | Iterable[str]] | None = None) -> None:
        self.trouble: list[str] = []
        self._own = self._read(own or {})
        self.actions = tuple(action._replace(keys=self._own.get(action.id, action.keys)) for action in ACTIONS)
        self._found: dict[str, list[Action]] = {}
        self._begins: dict[str, list[tuple[str, Action]]] = {}
        for action in self.actions:
            for key in action.keys:
                self._found.setdefault(key, []).append(action)
                if " " in key:
                    first, _, rest = key.partition(" ")
                    self._begins.setdefault(first, []).append((rest, action))
        self._clashes()

    def _read(self, own: Mapping[str, str | Iterable[str]]) -> dict[str, tuple[str, ...]]:
        read = {}
        for name, said in own.items():
            keys = tuple(said.split(",") if isinstance(said, str) else map(str, said))
            keys = tuple(" ".join(named(key) for key in one.split()) for one in keys if one.strip())
            if name not in BY_ID:
                self.trouble.append(f"no action is called {name}")
            else:
                read[name] = keys
        return read

    def _clashes(self) -> None:
        for key, actions in self._found.items():
            for at, one in enumerate(actions):
                for other in actions[at + 1 :]:
                    if one.places == other.places or set(one.places) & set(other.places):
                        self.trouble.append(f"{shown_key(key)} means both {one.id} and {other.id}")
        self.trouble += [
            f"{shown_key(first)} alone is {self._found[first][0].id}, so {first} {begun[0][0]} is never heard"
            for first, begun in self._begins.items()
            if any(not action.places for action in self._found.get(first, ()))
        ]

    def meant(self, key: str, places: Iterable[str]) -> list[Action]:
        """What a key may mean, where one stands: the nearest place first, what is meant everywhere last."""
        found = self._found.get(key, [])
        nearest = [action for place in places for action in found if place in action.places]
        return nearest + [action for action in found if not action.places]

    def used(self, key: str) -> list[Action]:
        """What a key means at any place."""
        return self._found.get(key, [])

    def begun(self, key: str) -> list[tuple[str, Action]]:
        """What may follow a key that begins a longer one."""
        return self._begins.get(key, [])

    def key_of(self, action: str) -> str:
        """The first key of an action, as it is shown."""
        keys = self._own.get(action, BY_ID[action].keys)
        return shown_key(keys[0]) if keys else ""


_NAMES = {
    "escape": "Esc", "enter": "↵", "backslash": "\\", "space": "space", "pagedown": "PgDn", "pageup": "PgUp",
    "down": "↓", "up": "↑", "left": "←", "right": "→", "tab": "Tab", "shift+tab": "S-Tab", "home": "Home", "end": "End",
}  # fmt: skip
_ASCII = {"↵": "Enter", "↓": "Down", "↑": "Up", "←": "Left", "→": "Right"}
_TYPED = {
    ":": "colon", "/": "slash", "?": "question_mark", "!": "exclamation_mark", "#": "number_sign", ".": "full_stop",
    ",": "comma", ";": "semicolon", "+": "plus", "-": "minus", "_": "underscore", "%": "percent_sign",
    "\\": "backslash", " ": "space", "=": "equals_sign", "*": "asterisk", "&": "ampersand", "@": "at",
    "'": "apostrophe",
    '"': "quotation_mark", "(": "left_parenthesis", ")": "right_parenthesis", "[": "left_square_bracket",
    "]": "right_square_bracket", "{": "left_curly_bracket", "}": "right_curly_bracket", "<": "less_than_sign",
    ">": "greater_than_sign", "|": "vertical_line", "~": "tilde", "^": "circumflex_accent", "`": "grave_accent",
    "$": "dollar_sign",
}  # fmt: skip
_FROM_NAME = {name: char for char, name in _TYPED.items() if len(char) == 1 and name not in ("space", "backslash")}


def named(key: str) -> str:
    """A key as Textual tells it, or as somebody wrote it, as it is written in the table.

    >>> [named(key) for key in ("colon", ":", "Esc", "upper_g", "shift+tab", "backslash", "\\\\")]
    [':', ':', 'escape', 'G', 'shift+tab', 'backslash', 'backslash']
    """
    if key.startswith("upper_"):
        return key.removeprefix("upper_").upper()
    if key in ("\\", " "):
        return _TYPED[key]
    return _FROM_NAME.get(key, {"Esc": "escape", "esc": "escape", "Enter": "enter", "return": "enter"}.get(key, key))


def shown_key(key: str, *, ascii_only: bool = False) -> str:
    """A key as people read it.

    >>> shown_key("g g"), shown_key("escape"), shown_key("ctrl+d"), shown_key("enter", ascii_only=True)
    ('gg', 'Esc', '^d', 'Enter')
    """
    steps = [_NAMES.get(step, step.replace("ctrl+", "^")) for step in key.split()]
    if ascii_only:
        steps = [_ASCII.get(step, step) for step in steps]
    return "".join(steps)
