"""A person's own settings: theme, glyphs, keys. From their config folder, never from a vault.

Reads one file at start; writes none.
"""

from collections.abc import Mapping

from specwork.tui.looks import LOOKS
from specwork.whereabouts import own_settings as settings_of_person
from vault.errors import VaultError
from vault.typed import NamedTuple


class Own(NamedTuple):
    """`trouble` is what could not be used, to be told."""

    theme: str = ""
    ascii: bool = False
    keys: dict[str, str | list[str]] = {}  # noqa: RUF012 never changed
    trouble: tuple[str, ...] = ()


def own_settings(environment: Mapping[str, str]) -> Own:
    """What the person set, with what this terminal can do."""
    own = _read(plain=_plain_locale(environment))
    if environment.get("NO_COLOR"):
        own = own._replace(theme="plain")
    elif not own.theme and not _many_colours(environment):
        own = own._replace(theme="ansi-dark")
    if environment.get("SPECWORK_ASCII"):
        own = own._replace(ascii=True)
    return own


def _many_colours(environment: Mapping[str, str]) -> bool:
    """Whether the terminal says that it has more than sixteen."""
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return True
    term = environment.get("TERM", "")
    return "256color" in term or "direct" in term or "kitty" in term or not term


def _plain_locale(environment: Mapping[str, str]) -> bool:
    """Whether the locale asks for letters of ASCII, whatever the terminal could show.

    >>> _plain_locale({"LANG": "C"}), _plain_locale({"LANG": "C", "LC_ALL": "C.UTF-8"}), _plain_locale({})
    (True, False, False)
    """
    said = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environment.get(name))), "")
    return said in ("C", "POSIX")


def _read(*, plain: bool) -> Own:
    try:
        said = settings_of_person()
    except VaultError as fault:
        return Own(ascii=plain, trouble=(fault.message,))
    trouble = [
        f'{name} is written so: {name} = "…"' for name in ("editor", "name") if not isinstance(said.get(name, ""), str)
    ]
    theme = said.get("theme", "")
    if not isinstance(theme, str) or theme not in (*LOOKS, ""):
        trouble.append(f"no theme is called {theme!r}: {', '.join(LOOKS)}")
        theme = ""
    keys = said.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(one, str | list) for one in keys.values()):
        trouble.append('keys are written so: [keys] down = "n"')
        keys = {}
    return Own(theme, said.get("glyphs", "ascii" if plain else "") == "ascii", keys, tuple(trouble))
