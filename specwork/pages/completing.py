"""Completions for three shells, from the same description as the manual.

Pure text: what a command takes is handed in. Which specs there are, a shell asks for when a key is pressed.
"""

from collections.abc import Iterator, Sequence

from specwork.pages.manual import Option, Page

IDS = ("ID", "ON", "OLD", "PATH|ID")  # what stands for a spec, and may be completed by one
FILES = ("FILE", "PATH", "DIR", "NOTE")  # and what for a file
SECOND = "spec_work"  # the program's other name: a command that stands alone
VAULT, AS = "--vault", "--as"
EVERYWHERE = (VAULT, AS, "--json", "--help")
IDS_TOLD = "specwork completions ids 2>/dev/null"


def completions(shell: str, pages: Sequence[Page]) -> str:
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](pages)


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


def _valued(page: Page) -> Iterator[tuple[str, Option]]:
    """The options that a value follows, each by all of its names."""
    for part in (page, *page.below):
        for one in part.options:
            if one.value:
                yield from ((name, one) for name in one.names)


def _values(pages: Sequence[Page], words: str, ids: str, files: str) -> list[str]:
    """The cases of bash and zsh for the value of an option: `command --option)` and what is done then."""
    cases: dict[str, list[str]] = {}
    for page in pages:
        for name, one in _valued(page):
            known = " ".join(one.choices or one.offered)
            other = ids if one.value in IDS else files if one.value in FILES else ""
            if deed := words.format(known) if known else other:
                cases.setdefault(deed, []).append(f'"{page.name} {name}"')
    return [f"        {'|'.join(dict.fromkeys(asked))}) {deed} ;;" for deed, asked in cases.items()]


def _bash(pages: Sequence[Page]) -> str:
    cases = "\n".join(f'        {page.name}) words="{" ".join(_words(page))}" ;;' for page in pages)
    ids = "|".join(page.name for page in pages if _takes_ids(page))
    values = "\n".join(_values(pages, 'words="{}"', f'words="$({IDS_TOLD} | cut -f1)"', "return"))
    valued = "|".join(sorted({f'"{page.name} {name}"' for page in pages for name, _ in _valued(page)}))
    return f"""\
# bash completion for specwork; to use it: source <(specwork completions bash)
_specwork() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="" command="" word words="" value=""
    [ "$COMP_CWORD" -gt 0 ] && before="${{COMP_WORDS[COMP_CWORD-1]}}"
    if [ "$current" = "=" ]; then
        current=""
    elif [ "$before" = "=" ] && [ "$COMP_CWORD" -gt 1 ]; then
        before="${{COMP_WORDS[COMP_CWORD-2]}}"
    fi
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        [ "$word" = "=" ] && continue
        if [ -n "$value" ]; then value=""; continue; fi
        case "$word" in {VAULT}|{AS}) value=1 ;; -*) ;; *) command="$word"; break ;; esac
    done
    [ "${{COMP_WORDS[0]##*/}}" = {SECOND} ] && command={SECOND}
    case "$before" in
        {VAULT}) COMPREPLY=($(compgen -d -- "$current")); return ;;
        {AS}) return ;;
    esac
    case "$command $before" in
{values}
        {valued}) return ;;
    esac
    if [ -n "$words" ]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        return
    fi
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
    told = f'compadd -- ${{(f)"$({IDS_TOLD} | cut -f1)"}}; return'
    values = "\n".join(_values(pages, "compadd -- {}; return", told, "_files; return"))
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
        case "$word" in {VAULT}|{AS}) value=1 ;; -*) ;; *) command="$word"; break ;; esac
    done
    if [[ -n "$value" ]]; then
        _files
        return
    fi
    [[ "$service" == {SECOND} ]] && command={SECOND}
    case "$command ${{words[CURRENT-1]}}" in
{values}
    esac
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


_FISH = f"""\
# fish completion for specwork; to use it: specwork completions fish | source
function __specwork_command
    set -l words (commandline -opc)
    set -l value
    for word in $words[2..-1]
        if test -n "$value"
            set value
            continue
        end
        switch $word
            case {VAULT} {AS}
                set value 1
            case '-*'
            case '*'
                echo $word
                return 0
        end
    end
    return 1
end
function __specwork_in
    test (__specwork_command; or echo -) = $argv[1]
end
complete -c specwork -f
complete -c specwork -l {VAULT[2:]} -x -a '(__fish_complete_directories)' -d 'the folder of the vault'
complete -c specwork -l {AS[2:]} -x -d 'who is asking'
complete -c specwork -l json -d 'one JSON object instead of lines'"""


def _fish(pages: Sequence[Page]) -> str:
    out = [_FISH]
    for page in _commands(pages):
        about = _single(_plain(page.about))
        out.append(f"complete -c specwork -n '__specwork_in -' -a {page.name} -d {about}")
        out += _fish_of(page, f"specwork -n '__specwork_in {page.name}'")
    for page in pages:
        if page.name == SECOND:
            out += [f"complete -c {SECOND} -f", *_fish_of(page, SECOND)]
    return "\n".join(out) + "\n"


def _fish_of(page: Page, seen: str) -> list[str]:
    out = []
    for one in page.options:
        flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in one.names)
        out.append(f"complete -c {seen} {flags}{_fish_value(one)} -d {_single(_plain(one.about))}")
    if words := _own(page):
        out.append(f"complete -c {seen} -a '{' '.join(words)}'")
    if _takes_ids(page):
        out.append(f"complete -c {seen} -a '({IDS_TOLD})'")
    elif page.arguments:
        out.append(f"complete -c {seen} -F")
    return out


def _fish_value(one: Option) -> str:
    if known := one.choices or one.offered:
        return f" -x -a '{' '.join(known)}'"
    if one.value in IDS:
        return f" -x -a '({IDS_TOLD})'"
    return " -r -F" if one.value in FILES else " -x" if one.value else ""


def _plain(text: str) -> str:
    return " ".join(text.replace("'", "").split())


def _single(text: str) -> str:
    return f"'{text}'"
