"""The commands as a reference, as man pages and as completions for three shells, all from one description.

Pure: what a command takes is handed in, as `cli.manual` reads it from the parsers themselves.
"""

from collections.abc import Iterable, Sequence

from vault.typed import NamedTuple

IDS = ("ID", "ON", "OLD", "PATH|ID")  # what stands for a spec, and may be completed by one


class Option(NamedTuple):
    """An option or an argument. `names` is empty for an argument; `value` is what stands for it."""

    names: tuple[str, ...]
    value: str
    about: str
    choices: tuple[str, ...] = ()


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


# completions


def completions(shell: str, pages: Sequence[Page]) -> str:
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](pages)


SECOND = "spec_work"  # the program's other name: a command that stands alone
EVERYWHERE = ("--vault", "--as", "--json", "--help")
IDS_TOLD = "specwork completions ids 2>/dev/null"


def _words(page: Page) -> list[str]:
    """What may follow a command: its own commands or choices, then its options."""
    words = [*_own(page), *(name for one in page.options for name in one.names)]
    words += [name for below in page.below for one in below.options for name in one.names]
    return list(dict.fromkeys([*words, *EVERYWHERE]))


def _own(page: Page) -> list[str]:
    words = [below.name.split()[-1] for below in page.below]
    return [*words, *(choice for one in page.arguments for choice in one.choices)]


def _commands(pages: Sequence[Page]) -> list[Page]:
    return [page for page in pages if page.name != SECOND]


def _takes_ids(page: Page) -> bool:
    return any(one.value in IDS for one in page.arguments)


def _bash(pages: Sequence[Page]) -> str:
    cases = "\n".join(f'        {page.name}) words="{" ".join(_words(page))}" ;;' for page in pages)
    ids = "|".join(page.name for page in pages if _takes_ids(page))
    return f"""\
# bash completion for specwork; to use it: source <(specwork completions bash)
_specwork() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" command="" word words="" value=""
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        if [ -n "$value" ]; then value=""; continue; fi
        case "$word" in --vault|--as) value=1 ;; -*) ;; *) command="$word"; break ;; esac
    done
    [ -n "$value" ] && return
    [ "${{COMP_WORDS[0]##*/}}" = {SECOND} ] && command={SECOND}
    case "$command" in
        "") words="{" ".join(page.name for page in _commands(pages))} {" ".join(EVERYWHERE)}" ;;
{cases}
    esac
    case "$command" in
        {ids}) case "$current" in -*) ;; *) words="$words $({IDS_TOLD} | cut -f1)" ;; esac ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o bashdefault -o default -F _specwork specwork {SECOND}
"""


def _zsh(pages: Sequence[Page]) -> str:
    names = "\n".join(f"        {_single(f'{page.name}:{_plain(page.about)}')}" for page in _commands(pages))
    cases = "\n".join(f"        {page.name}) offered=({' '.join(_words(page))}) ;;" for page in pages)
    ids = "|".join(page.name for page in pages if _takes_ids(page))
    return f"""\
#compdef specwork {SECOND}
# zsh completion for specwork; to use it: source <(specwork completions zsh)
_specwork() {{
    local -a commands offered specs
    local command="" word value=""
    commands=(
{names}
    )
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        if [[ -n "$value" ]]; then value=""; continue; fi
        case "$word" in --vault|--as) value=1 ;; -*) ;; *) command="$word"; break ;; esac
    done
    if [[ -n "$value" ]]; then
        _files
        return
    fi
    [[ "$service" == {SECOND} ]] && command={SECOND}
    case "$command" in
        "")
            _describe command commands
            offered=({" ".join(EVERYWHERE)}) ;;
{cases}
    esac
    case "$command" in
        {ids})
            specs=("${{(@f)$({IDS_TOLD} | sed 's/:/\\\\:/g' | tr '\\t' ':')}}")
            [[ -n "$specs" ]] && _describe spec specs ;;
    esac
    compadd -- $offered
    [[ -n "$command" ]] && _files
}}
compdef _specwork specwork {SECOND}
"""


def _fish(pages: Sequence[Page]) -> str:
    out = ["# fish completion for specwork; to use it: specwork completions fish | source"]
    out += ["complete -c specwork -f"]
    for page in _commands(pages):
        about = _single(_plain(page.about))
        out.append(f"complete -c specwork -n __fish_use_subcommand -a {page.name} -d {about}")
        out += _fish_of(page, f"specwork -n '__fish_seen_subcommand_from {page.name}'")
    for page in pages:
        if page.name == SECOND:
            out += [f"complete -c {SECOND} -f", *_fish_of(page, SECOND)]
    return "\n".join(out) + "\n"


def _fish_of(page: Page, seen: str) -> list[str]:
    out = []
    for one in page.options:
        flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in one.names)
        value = f" -x -a '{' '.join(one.choices)}'" if one.choices else " -r" if one.value else ""
        out.append(f"complete -c {seen} {flags}{value} -d {_single(_plain(one.about))}")
    if words := _own(page):
        out.append(f"complete -c {seen} -a '{' '.join(words)}'")
    if _takes_ids(page):
        out.append(f"complete -c {seen} -a '({IDS_TOLD})'")
    elif page.arguments:
        out.append(f"complete -c {seen} -F")
    return out


def _plain(text: str) -> str:
    return " ".join(text.replace("'", "").split())


def _single(text: str) -> str:
    return f"'{text}'"
