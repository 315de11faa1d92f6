"""The commands as a reference and as man pages, both from one description; completions come from it too: `completing`.

Pure: what a command takes is handed in, as `cli.manual` reads it from the parsers themselves.
"""

from collections.abc import Iterable, Sequence

from vault.typed import NamedTuple


class Option(NamedTuple):
    """An option or an argument. `names` is empty for an argument; `value` is what stands for it. `offered` are words
    that nobody is held to."""

    names: tuple[str, ...]
    value: str
    about: str
    choices: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


class Page(NamedTuple):
    """One command, with the commands below it."""

    name: str
    about: str
    usage: str
    takes: tuple[Option, ...]
    below: tuple["Page", ...] = ()

    @property
    def options(self) -> list[Option]:
        return [one for one in self.takes if one.names]

    @property
    def arguments(self) -> list[Option]:
        return [one for one in self.takes if not one.names]


# the reference

EXIT_CODES = (
    ("0", "done, and nothing is wrong"),
    ("1", "done, and something is to be mended: `check`, `sync`, `doctor` and `merge-file` found it"),
    ("2", "asked wrongly, or it could not be done; nothing was changed, and a hint says what to do"),
    ("3", "not now: the file was changed meanwhile, or another specwork is at it; try again"),
    ("130", "interrupted with Ctrl-C"),
)


def markdown(pages: Iterable[Page], everywhere: Iterable[Option]) -> str:
    """The whole reference: every command, what all of them take, what they answer with."""
    out = ["# Commands", "", "Written by `specwork manual`.", "", "Every command also takes", ""]
    out += [*_table("argument", [(_spelled(one), one.about) for one in everywhere]), ""]
    for page in pages:
        out += _section(page, 2)
    return "\n".join([*out, "## Exit codes", "", *_table("code", EXIT_CODES)]) + "\n"


def markdown_of(page: Page) -> str:
    return "\n".join(_section(page, 2)[:-1]) + "\n"


def _table(heading: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"| {heading} | meaning |", "|---|---|", *(f"| `{_cell(name)}` | {_cell(about)} |" for name, about in rows)]


class Key(NamedTuple):
    """What a key does. `where`: the panes where it does; empty for all of them. `twin`: the same as a command."""

    group: str
    keys: tuple[str, ...]
    about: str
    name: str
    where: str
    twin: str


def markdown_of_keys(keys: Sequence[Key]) -> str:
    out = [
        "# Keys",
        "",
        "Written by `specwork manual --keys`. What can be done in [the app](tui.md), its name in your settings, and",
        "the same on the command line. `^` is Ctrl. `?` in the app shows what works where you stand.",
        "",
    ]
    for group in dict.fromkeys(one.group for one in keys):
        out += [f"## {group}", "", "| keys | do | name | command |", "|---|---|---|---|"]
        out += [_key_row(one) for one in keys if one.group == group]
        out.append("")
    return "\n".join(out[:-1]) + "\n"


def _key_row(one: Key) -> str:
    spelled = ", ".join(f"`{_cell(key)}`" for key in one.keys)
    about = one.about + (f" (in the {one.where})" if one.where else "")
    return f"| {spelled} | {_cell(about)} | `{one.name}` | {f'`{_cell(one.twin)}`' if one.twin else ''} |"


def _section(page: Page, level: int) -> list[str]:
    out = [f"{'#' * level} {page.name}", "", page.about, "", "```", page.usage, "```", ""]
    if page.takes:
        out += [*_table("argument", [(_spelled(one), one.about) for one in page.takes]), ""]
    for below in page.below:
        out += _section(below, level + 1)
    return out


def _spelled(one: Option) -> str:
    if not one.names:
        return one.value
    value = "{" + ",".join(one.choices) + "}" if one.choices else one.value
    return ", ".join(one.names) + (f" {value}" if value else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# man pages


def man(page: Page, version: str) -> str:
    """One page of section 1, as roff."""
    name = man_name(page)
    out = [f'.TH {name.upper()} 1 "" "specwork {version}" "specwork"', ".SH NAME"]
    out += [f"{name} \\- {_roff(page.about)}", ".SH SYNOPSIS", ".nf"]
    out += [_roff(line) for line in page.usage.splitlines()]
    out.append(".fi")
    out += _listed("OPTIONS", [(_spelled(one), one.about) for one in page.takes])
    for below in page.below:
        out += [f".SH {_roff(below.name.upper())}", _roff(below.about)]
        out += _listed("", [(_spelled(one), one.about) for one in below.takes])
    return "\n".join(out) + "\n"


def man_name(page: Page) -> str:
    """What its page is called: as the program, or as the command of it."""
    return page.name if page.usage.startswith(page.name) else f"specwork-{page.name}"


def man_of_all(pages: Sequence[Page], everywhere: Sequence[Option], about: str, version: str) -> str:
    """The page of the program: what every command takes, which there are, and what they answer with."""
    whole = Page(
        "specwork", about, "specwork [--vault DIR] [--as NAME] [--json] COMMAND ...\nspec_work ID", tuple(everywhere)
    )
    behind = _listed("COMMANDS", [(page.name, page.about) for page in pages])
    behind += _listed("EXIT STATUS", [(code, about.replace("`", "")) for code, about in EXIT_CODES])
    return man(whole, version) + "\n".join(behind) + "\n"


def _listed(heading: str, items: Sequence[tuple[str, str]]) -> list[str]:
    out = [f".SH {heading}"] if heading and items else []
    for name, about in items:
        out += [".TP", f".B {_roff(name)}", _roff(about)]
    return out


def _roff(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text
