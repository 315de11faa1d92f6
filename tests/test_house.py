"""Rules about the repository itself, that no linter holds: read off the source, file by file.

Every exception stands here with its reason; there is no other way to be excepted.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from vault import typed

TOP = Path(__file__).resolve().parent.parent
PACKAGES = ("vault", "specwork")
MADE = {".git", ".venv", ".bench", "build", "dist", "__pycache__", "node_modules"}

# Loaded in the function that needs them, so that the commands which do not need them start at once.
LATE = {
    "asyncio": "loaded before Textual loads it, and without TLS",
    "datetime": "where the time is asked or shown",
    "ctypes": "for the system calls that Python has no name for",
    "difflib": "where somebody mistyped, and for the text of a dry run",
    "fcntl": "not there on Windows",
    "frontmatter": "57 ms, for front matter that the fast reader declines",
    "git": "128 ms, and only where git is asked",
    "html": "a large table, for the rare character reference",
    "importlib": "each command loads its own module and no other",
    "json": "not needed by a reading command in plain words",
    "msvcrt": "there on Windows alone",
    "pygments": "22 ms, for notes with code that names its language",
    "readline": "not there everywhere, and only where a person types",
    "select": "only where processes were forked",
    "signal": "its enumerations, for an editor",
    "subprocess": "31 ms, for an editor or a pager",
    "tempfile": "26 ms, with shutil and random behind it",
    "time": "its formatting, where times are shown",
    "threading": "where so many files are synced that several at once pay",
    "textual": "loaded by the app alone",
    "tomllib": "28 ms, and a vault without settings needs none",
    "unicodedata": "a large table, for names that are not ASCII",
    "vault.disk.transaction": "only a command that changes something needs it",
    "vault.edits.changes": "only a command that changes something needs it",
    "vault.notes.canvas": "few vaults have canvases, and few commands read one",
    "vault.notes.note": "a reading command parses no note",
    "vault.notes.slowyaml": "brings yaml and frontmatter with it",
    "warnings": "only where another's warning is to be kept from the user",
    "watchdog": "82 ms, and only to watch",
    "yaml": "42 ms, for front matter that the fast reader declines",
}
# Files that may load rooms of the house itself late: doors, where one command must not pay for another.
DOORS = {
    "specwork/__main__.py": "the entry, which answers the plainest questions before anything is loaded",
    "specwork/surroundings.py": "git and templates are asked by few",
    "specwork/desk.py": "undo, git and watching are rooms that few commands enter",
    "specwork/whereabouts.py": "only making a vault looks into Obsidian's settings",
    "specwork/tui/start.py": "the desk begins to answer while the screens are being loaded",
    "specwork/tui/session/doing.py": "a job is loaded by the first deed that needs it, behind the screen",
    "specwork/tui/screens/opening.py": "a screen that is not open need not delay the first one",
    "specwork/cli": "each command loads what it alone needs",
}
CLOCKS = {
    "specwork/surroundings.py": "the one place that knows the time, for the desk to hand in",
}
NOT_A_NAME = ("manager", "helper", "util", "utils", "service", "handler", "data")


def every_file() -> Iterator[Path]:
    """Every file of the repository that a person wrote."""
    waiting = [TOP]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name in MADE or path.name.endswith("_cache") or path.name.startswith((".coverage", ".hypothesis")):
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path


def sources(*folders: str) -> list[str]:
    return sorted(str(path.relative_to(TOP)) for folder in folders for path in (TOP / folder).rglob("*.py"))


def tree(source: str) -> ast.Module:
    return ast.parse((TOP / source).read_text(encoding="utf-8"), source)


CODE = sources(*PACKAGES)
ALL = sources(*PACKAGES, "tests", "bench")


@pytest.mark.parametrize("source", CODE)
def test_a_file_opens_by_telling_its_room(source: str) -> None:
    parsed = tree(source)
    assert not parsed.body or ast.get_docstring(parsed), f"{source}: say what is in it, and what it will not do"


@pytest.mark.parametrize("source", ALL)
def test_no_file_and_no_function_outgrows_its_reader(source: str) -> None:
    lines = len((TOP / source).read_text(encoding="utf-8").splitlines())
    assert lines <= 450, f"{source}: {lines} lines; 350 are many"
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            long = (node.end_lineno or node.lineno) - node.lineno + 1
            assert long <= 60, f"{source}:{node.lineno}: {node.name} has {long} lines; 40 are many"


@pytest.mark.parametrize("source", ALL)
def test_no_module_or_class_bears_a_name_that_says_nothing(source: str) -> None:
    names = [*Path(source).with_suffix("").parts]
    names += [node.name for node in ast.walk(tree(source)) if isinstance(node, ast.ClassDef)]
    said = {name: re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name) for name in names}
    empty = [name for name, words in said.items() if any(word.lower() in NOT_A_NAME for word in words)]
    assert empty == []


def late_imports(parsed: ast.Module) -> Iterator[tuple[int, str]]:
    for outer in ast.walk(parsed):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.Import):
                    yield from ((node.lineno, alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("source", CODE)
def test_only_what_is_heavy_is_imported_inside_a_function(source: str) -> None:
    door = any(source == place or source.startswith(place + "/") for place in DOORS)
    stray = [
        f"{source}:{line}: {module}"
        for line, module in late_imports(tree(source))
        if not any(module == late or module.startswith(late + ".") for late in LATE)
        and not (door and module.startswith(PACKAGES))
    ]
    assert stray == []


@pytest.mark.parametrize("source", [source for source in CODE if source not in CLOCKS])
def test_nobody_but_the_desk_asks_what_time_it_is(source: str) -> None:
    asked = [
        f"{source}:{node.lineno}: {node.attr}()"
        for node in ast.walk(tree(source))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (node.value.id if isinstance(node.value, ast.Name) else node.value.attr) in ("datetime", "date")
    ]  # fmt: skip
    assert asked == []


@pytest.mark.parametrize("source", ALL)
def test_what_is_silenced_says_why(source: str) -> None:
    silenced = re.compile(r"#\s*(?:type:\s*ignore\[[^]]+\]|noqa: [A-Z0-9, ]+|pragma: no cover)(.*)")
    for number, line in enumerate((TOP / source).read_text(encoding="utf-8").splitlines(), 1):
        if (found := silenced.search(line)) and "re.compile" not in line:
            assert re.search(r"\w{3}", found[1]), f"{source}:{number}: say why, on the line"


@pytest.mark.parametrize("source", CODE)
def test_no_pattern_holds_fast_to_a_whole_group(source: str) -> None:
    """Python 3.11 before 3.11.5 matches `(?:...)*+`, `++` and `?+` wrongly; `(?>(?:...)*)` is the same, and right."""
    held = re.compile(r"(?<![\\(])\)(?:[*+?]|\{[0-9,]+\})\+|\+ rb?\"[*?]?\+")
    for number, line in enumerate((TOP / source).read_text(encoding="utf-8").splitlines(), 1):
        assert not held.search(line), f"{source}:{number}: {line.strip()}"


# Put together from pieces, so that this file does not name them either.
HOSTS = tuple(name + ".org" for name in ("pypi", "pythonhosted", "test.pypi")) + ("npmjs" + ".com",)
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:home|Users|root|mnt|work)/\w+|[A-Z]:\\Users")
PATHS_MEANT: dict[str, str] = {}


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_file_names_where_packages_come_from() -> None:
    named = [f"{path.relative_to(TOP)}: {host}" for path in every_file() for host in HOSTS if host in text_of(path)]
    assert named == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    named = [
        f"{path.relative_to(TOP)}: {found[0]}"
        for path in every_file()
        if str(path.relative_to(TOP)) not in PATHS_MEANT
        for found in [MACHINE_PATH.search(text_of(path))]
        if found
    ]
    assert named == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-run.lock", "requirements-bench.lock"])
def test_the_lock_pins_every_package_by_its_hash_and_nothing_else(lock: str) -> None:
    sha = r"    --hash=sha256:[0-9a-f]{64}"
    package = re.compile(rf"[a-z0-9._-]+==[^\s;]+(?: ; [^\\\n]+)? \\\n(?:{sha} \\\n)*{sha}\n")
    assert package.sub("", (TOP / lock).read_text(encoding="utf-8")) == ""


def test_the_readme_names_every_command_of_the_makefile() -> None:
    rules = re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    assert [rule for rule in rules if rule != "help" and f"make {rule}" not in readme] == []


NETWORK = (
    "socket",
    "http",
    "urllib.request",
    "ssl",
    "smtplib",
    "ftplib",
    "socketserver",
    "xmlrpc",
    "requests",
    "httpx",
)


@pytest.mark.parametrize("source", CODE)
def test_no_room_speaks_to_a_network(source: str) -> None:
    asked = set()
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            asked |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert [name for name in asked for one in NETWORK if name == one or name.startswith(one + ".")] == []


@pytest.mark.parametrize("source", [source for source in CODE if source != "vault/typed.py"])
def test_what_vault_typed_has_is_taken_from_there(source: str) -> None:
    """A start need not load typing; the app has it from Textual, yet defines its records faster too."""
    ours = {"NamedTuple"} if source.startswith("specwork/tui/") else set(typed.__all__)
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "typing":
            taken = ours & {alias.name for alias in node.names}
            assert not taken, f"from vault.typed import {', '.join(sorted(taken))}"
