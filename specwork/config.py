"""The vault's own settings: what `specwork.toml` and the root `.gitignore` say.

Pure: takes texts, gives values. Nothing that a vault says is ever run: there is no setting here for a command or an
editor, and an unknown one is an error only where it is a slip of the pen.
"""

from specwork.errors import BadSettings
from vault.typed import Any, NamedTuple

ALWAYS_IGNORED = frozenset({"node_modules", "__pycache__"})


class Settings(NamedTuple):
    """`ignore`: folder names and places left out. `specs`: where the specs lie; None for the usual places.

    `idle_gap`: minutes; a longer pause is no working time. `require_plan`: nothing is implemented before its plan is
    approved. `statuses`: the vault's own words, each with the one that it means.
    """

    ignored_names: frozenset[str] = ALWAYS_IGNORED
    ignored_places: frozenset[str] = frozenset()
    specs: str | None = None
    idle_gap: int = 30
    require_plan: bool = False
    statuses: tuple[tuple[str, str], ...] = ()


DEFAULTS = Settings()


def settings(toml: str | None, gitignore: str | None) -> Settings:
    said = _parsed(toml) if toml is not None else {}
    asked = said.get("ignore")
    if asked is None:
        entries = [*ALWAYS_IGNORED, *_plain_folders(gitignore or "", str(said.get("specs") or "specs").strip("/"))]
    elif isinstance(asked, list) and all(isinstance(entry, str) for entry in asked):
        entries = asked
    else:
        raise _bad("ignore is a list of folders", 'write it so: ignore = ["node_modules", "build"]')
    specs = said.get("specs")
    if specs is not None and not isinstance(specs, str):
        raise _bad("specs is the path of a folder", 'write it so: specs = "specs"')
    idle_gap, require_plan = said.get("idle_gap", 30), said.get("require_plan", False)
    if not isinstance(idle_gap, int) or isinstance(idle_gap, bool) or idle_gap < 1:
        raise _bad("idle_gap is a number of minutes", "write it so: idle_gap = 30")
    if not isinstance(require_plan, bool):
        raise _bad("require_plan is true or false", "write it so: require_plan = true")
    statuses = said.get("statuses", {})
    if not isinstance(statuses, dict) or not all(isinstance(means, str) for means in statuses.values()):
        raise _bad(
            "statuses are words, each with the one it means", 'write it so: statuses = { review = "implementing" }'
        )
    names = frozenset(
        entry.strip("/") for entry in entries if "/" not in entry.strip("/") and not entry.startswith("/")
    )
    places = frozenset(entry.strip("/") for entry in entries if entry.startswith("/") or "/" in entry.strip("/"))
    return Settings(names - {""}, places - {""}, specs, idle_gap, require_plan, tuple(statuses.items()))


def _parsed(toml: str) -> dict[str, Any]:
    import tomllib  # only where a vault has settings

    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise _bad(f"it does not parse: {error}", "mend it, or take it away to use the defaults") from None


def _bad(message: str, hint: str) -> BadSettings:
    return BadSettings(f"specwork.toml cannot be used: {message}", where="specwork.toml", hint=hint)


def _plain_folders(gitignore: str, specs: str) -> list[str]:
    """The lines that name a folder and nothing cleverer: `build/`, `/out/`. Patterns are git's own business.

    Specs that are kept out of git are specs all the same: a line that would hide their folder is passed over.
    """
    lines = (line.strip() for line in gitignore.splitlines())
    plain = [line for line in lines if line.endswith("/") and not set(line) & set("*?[!#\\")]
    above = specs.split("/")
    hiding = {*above, *("/".join(above[: at + 1]) for at in range(len(above)))}
    return [line for line in plain if line.strip("/") not in hiding]
