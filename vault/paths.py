"""A path inside the vault, that cannot leave it.

A `VaultPath` is text: steps with `/` between them, seen from the top of the vault, spelled as the disk spells it.
It is checked once, where it is made. Nothing here looks at the disk.
"""

from unicodedata import normalize

from vault.errors import BadPath
from vault.patterns import late
from vault.typed import NewType

VaultPath = NewType("VaultPath", str)

TOP = VaultPath("")
_FORBIDDEN = frozenset('*"\\<>:|?')
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10)))
)


def vault_path(text: str) -> VaultPath:
    """A path of something that stands in the vault, or may.

    >>> vault_path("specs/1000/epic.md")
    'specs/1000/epic.md'
    """
    steps = text.split("/")
    if not text or "" in steps or "." in steps or ".." in steps or "\0" in text:
        raise BadPath(f"not a path in this vault: {text!r}", where=text, hint="begin at its top: specs/1000/epic.md")
    for step in steps:
        if step.startswith("."):
            raise BadPath(
                f"{step!r} is hidden, so Obsidian and specwork leave it alone",
                where=text,
                hint="choose a name without a leading dot",
            )
    return VaultPath(text)


def new_path(text: str) -> VaultPath:
    """A path that a new file may be given: sound on every system that the vault may travel to."""
    path = vault_path(text)
    for step in path.split("/"):
        if reason := _unfit(step):
            raise BadPath(f"no file may be called {step!r}: {reason}", where=text, hint="choose another name")
    return path


def _unfit(step: str) -> str | None:
    if bad := sorted(_FORBIDDEN.intersection(step)):
        return f"{bad[0]!r} does not travel to every system"
    if any(ord(char) < 32 or ord(char) == 127 or 0xD800 <= ord(char) < 0xE000 for char in step):
        return "it holds a control character or bytes that are not text"
    if step == "~":
        return "a shell takes it for your home folder"
    if step[-1] in ". " or step[0] == " ":
        return "it begins or ends with a blank or ends with a dot"
    if step.split(".", 1)[0].strip().lower() in _DEVICES:
        return "Windows keeps that name for a device"
    if len(step.encode("utf-8")) > 200:
        return "it is longer than 200 bytes"
    return None


def key(path: str) -> str:
    """What two spellings of one path have in common: letter case, composed accents and odd blanks do not count."""
    if path.isascii():
        return path.lower()
    path = normalize("NFC", path).lower().replace("\u00a0", " ").replace("\u202f", " ")
    try:
        path.encode()
    except UnicodeEncodeError:  # bytes that are no text equal nothing
        return "".join("\ufffd" if "\ud800" <= char < "\ue000" else char for char in path)
    return path


def folder_of(path: str) -> str:
    """The folder that holds it; the top of the vault is the empty text.

    >>> folder_of("specs/1000/epic.md"), folder_of("Home.md")
    ('specs/1000', '')
    """
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def stem_of(path: str) -> str:
    """The name as a wiki-link writes it: without `.md`, but with any other ending."""
    name = name_of(path)
    return name[:-3] if name[-3:].lower() == ".md" else name


def below(folder: str, path: str) -> bool:
    return not folder or path.startswith(folder + "/")


def joined(folder: str, relative: str) -> str | None:
    """Where `./x` or `../x` leads, seen from a folder; None where it would leave the vault.

    Only leading steps are walked: Obsidian does not collapse a `..` further on.

    >>> joined("2000/2001", "../epic"), joined("2000/2001", "./notes"), joined("2000", "../../x")
    ('2000/epic', '2000/2001/notes', None)
    """
    while True:
        if relative.startswith("./"):
            relative = relative[2:]
        elif relative.startswith("../"):
            if not folder:
                return None
            folder, relative = folder_of(folder), relative[3:]
        else:
            return f"{folder}/{relative}" if folder else relative


_code_line = late(r"L[1-9]\d*(?:-L[1-9]\d*)?\Z").match


def code_beside(folder: str, target: str, heading: str | None) -> bool:
    """Whether a link names a line of a file that lies beside the vault; whether it stands there, no note can tell.

    >>> code_beside("1000", "../../src/a.py", "L45"), code_beside("1000", "../src/a.py", "L45")
    (True, False)
    """
    return bool(heading and _code_line(heading)) and joined(folder, target) is None


def relative(folder: str, path: str) -> str:
    """How to say `path` from a folder, with `../` where needed.

    >>> relative("2000/2001", "2000/epic.md"), relative("2000", "2000/2001/spec.md")
    ('../epic.md', '2001/spec.md')
    """
    here = folder.split("/") if folder else []
    there = path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])


def is_note(path: str) -> bool:
    return path[-3:].lower() == ".md"


def is_canvas(path: str) -> bool:
    return path[-7:].lower() == ".canvas"
