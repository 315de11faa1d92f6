"""What sort of deliverable a file is: as asked, as the folder that it lies in says, or as its name suggests.

Knows names and words alone; which files there are, and what a journal lists, it is told.
"""

import re
from collections.abc import Iterable

from specwork.domain import layout
from specwork.domain.harmless import one_line
from vault.paths import name_of
from vault.patterns import late

SCRIPTS, DOCS, CONFIG, TESTS, DATA = "scripts", "docs", "config", "tests", "data"
USUAL_ENDING = {SCRIPTS: "sh", DOCS: "md", CONFIG: "yaml", TESTS: "py", DATA: "csv"}

_ENDINGS = {
    SCRIPTS: "sh bash zsh fish py rb pl js ts lua ps1 bat cmd awk sed sql",
    DOCS: "md markdown txt rst adoc org pdf docx odt html htm tex",
    CONFIG: "yaml yml toml json jsonc ini conf cfg cnf env service timer mount automount socket rules properties xml",
    DATA: "csv tsv jsonl ndjson parquet sqlite db xlsx ods avro",
}
_BY_ENDING = {ending: folder for folder, endings in _ENDINGS.items() for ending in endings.split()}
_TEMPLATES = (".example", ".sample", ".template", ".j2", ".tmpl")
_test = late(r"(?:tests?[_-].*|.*[._-](?:test|spec|tests)\.[a-z]+|test\.[a-z]+|.*\.(?:bats|feature))\Z").match


def folder_suggested(name: str) -> str | None:
    """The folder that a file's name suggests; None where it suggests none.

    >>> [folder_suggested(name) for name in ("mount.sh", "test_it.py", "Guide.md", "fstab.example", "a.json", "b")]
    ['scripts', 'tests', 'docs', 'config', 'config', None]
    """
    name = name_of(name).casefold()
    if _test(name):
        return TESTS
    if name.endswith(_TEMPLATES):
        return CONFIG
    return _BY_ENDING.get(name.rpartition(".")[2]) if "." in name else None


def heading_for(asked: str, headings: Iterable[str]) -> str:
    """The heading of a category: one of ours, one that the journal has, else as it was typed.

    >>> heading_for("scripts", []), heading_for("api-specs", ["API specs"]), heading_for("network diagrams", [])
    ('Scripts', 'API specs', 'Network diagrams')
    """
    folder = layout.folder_for(asked)
    if folder in layout.CATEGORIES:
        return layout.CATEGORIES[folder]
    for heading in headings:
        if layout.folder_for(heading) == folder:
            return heading
    words = one_line(asked.replace("[", "(").replace("]", ")"))
    return words[:1].upper() + words[1:]


def folder_in(path: str) -> str | None:
    """The folder of its category that a file lies in, below a `deliverables` folder; None where it lies in none.

    >>> folder_in("1001/deliverables/scripts/a.sh"), folder_in("1001/deliverables/a.sh"), folder_in("a.sh")
    ('scripts', None, None)
    """
    above = layout.deliverables_folder(path)
    inside = path[len(above) + 1 :].split("/") if above else []
    return inside[0] if len(inside) > 1 else None


def category_of(path: str) -> str:
    """The heading that a deliverable stands under, by the folder that it lies in; straight in the folder of all of
    them, by what its name suggests.

    >>> category_of("1001/deliverables/scripts/a.sh"), category_of("api.ts"), category_of("x/deliverables/API/a.md")
    ('Scripts', 'Code Changes', 'API')
    >>> [category_of(f"x/deliverables/{name}") for name in ("a.sh", "a.json", "a.md", "a.bin")]
    ['Scripts', 'Configuration Files', 'Documentation', 'Documentation']
    """
    if layout.deliverables_folder(path) is None:
        return layout.CODE_CHANGES
    folder = folder_in(path) or folder_suggested(path) or DOCS
    return layout.CATEGORIES.get(folder.casefold(), folder[:1].upper() + folder[1:])


def words_of(name: str) -> str:
    """A file's name as a title.

    >>> words_of("nas-setup.sh"), words_of("HEALTH_check"), words_of(".env.example")
    ('Nas setup', 'HEALTH check', 'Env example')
    """
    stem = name_of(name)
    if "." in stem.lstrip("."):
        bare, _, ending = stem.rpartition(".")
        stem = bare if f".{ending}" not in _TEMPLATES else stem
    said = " ".join(re.split(r"[-_.\s]+", stem.strip("-_. ")))
    return said[:1].upper() + said[1:] or name_of(name)
