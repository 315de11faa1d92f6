"""The files that tell coding agents of specwork: where each agent looks for them, what they say, what is kept of them.

Few and short: they lead to `specwork brief`, so that a new specwork seldom needs new files. Takes texts, gives texts;
what stands on the disk is not known here.
"""

import re
from collections.abc import Iterable

from specwork.errors import BadUsage
from vault.errors import Refused
from vault.text import Edit, digest, newline_near
from vault.typed import Any, NamedTuple

SHARED = "AGENTS.md"  # read by most agents; it gets one marked block
MANIFEST = ".agents/specwork.json"
SKILL = "skills/spec-work/SKILL.md"


class Agent(NamedTuple):
    """`files`: paths from the repository's top, each with its template. `signs`: paths that tell that it is used."""

    title: str
    says: str  # what a person types to it
    files: dict[str, str]
    signs: tuple[str, ...]
    programs: tuple[str, ...]


AGENTS = {
    "claude": Agent(
        "Claude Code",
        "/spec_work 1014",
        {".claude/commands/spec_work.md": "claude.md", f".claude/{SKILL}": "SKILL.md"},
        (".claude", "CLAUDE.md"),
        ("claude",),
    ),
    "opencode": Agent(
        "OpenCode",
        "/spec_work 1014",
        {".opencode/commands/spec_work.md": "opencode.md", f".agents/{SKILL}": "SKILL.md"},
        (".opencode", "opencode.json", "opencode.jsonc"),
        ("opencode",),
    ),
    "codex": Agent("Codex", "$spec-work 1014", {f".agents/{SKILL}": "SKILL.md"}, (".codex",), ("codex",)),
    "gemini": Agent(
        "Gemini CLI",
        "/spec_work 1014",
        {".gemini/commands/spec_work.toml": "gemini.toml", f".agents/{SKILL}": "SKILL.md"},
        (".gemini", "GEMINI.md"),
        ("gemini",),
    ),
    "cursor": Agent(
        "Cursor",
        "/spec_work 1014",
        {".cursor/commands/spec_work.md": "cursor.md", f".cursor/{SKILL}": "SKILL.md"},
        (".cursor", ".cursorrules"),
        ("cursor-agent",),
    ),
    "copilot": Agent(
        "Copilot",
        "/spec_work 1014, or /spec-work 1014 where prompt files are not read",
        {".github/prompts/spec_work.prompt.md": "copilot.prompt.md", f".agents/{SKILL}": "SKILL.md"},
        (".github/copilot-instructions.md", ".github/prompts", ".github/skills"),
        (),  # its program bears the name of another one
    ),
}
FORMER: tuple[str, ...] = ()  # paths that an earlier specwork wrote and this one does not
BESIDE = ".new"
OLD_COMMANDS = tuple(
    f"{folder}/{name}{suffix}"
    for folder, suffix in (
        (".claude/commands", ".md"),
        (".opencode/commands", ".md"),
        (".opencode/command", ".md"),
        (".codex/prompts", ".md"),
        (".gemini/commands", ".toml"),
        (".cursor/commands", ".md"),
        (".github/prompts", ".prompt.md"),
    )
    for name in ("run_task", "run-task")
)


def asked_for(names: str) -> list[str]:
    """The agents that `--for` names."""
    found = [name.strip().casefold() for name in names.split(",") if name.strip()]
    if not found or any(name not in AGENTS for name in found):
        unknown = next((name for name in found if name not in AGENTS), names)
        raise BadUsage(f"no agent known as {unknown!r}", hint=f"one or more of {','.join(AGENTS)}")
    return [name for name in AGENTS if name in found]


def files_of(agents: Iterable[str]) -> dict[str, str]:
    """Every file that these agents need, with its template; a file that several share is there once."""
    wanted = set(agents)
    return {path: template for name in AGENTS if name in wanted for path, template in AGENTS[name].files.items()}


def known_paths() -> frozenset[str]:
    """All that specwork ever writes for agents; whatever else a manifest names is none of ours."""
    paths = {*files_of(AGENTS), *FORMER}
    return frozenset(paths | {path + BESIDE for path in paths})


def old_command(path: str) -> str:
    """What to type instead of an older command, in the agent that its file is for."""
    name = path.split("/")[0].strip(".")
    return AGENTS["copilot" if name == "github" else name].says


# the texts

_plain = re.compile(r"[\w./+-]+\Z").match


def filled(template: bytes, vault: str) -> bytes:
    """A template made into a file. `vault` is where the vault lies, seen from the repository's top; empty: there."""
    option = f"{vault_option(vault)} " if vault else ""
    where = f" in `{vault}`" if vault else ""
    return template.replace(b"{{vault}}", option.encode()).replace(b"{{where}}", where.encode())


def vault_option(path: str) -> str:
    """How a vault is named in a command, as it may stand in a shell's line and in every format that we write."""
    if _plain(path):
        return f"--vault={path}"
    if not path.isprintable() or set(path) & set('"$`\\!{}'):
        raise Refused(
            f"no agent's command can carry the vault's path: {path!r}",
            where=path,
            hint="rename the folder, or open the vault's own folder with the agent",
        )
    return f'--vault="{path}"'


def fingerprint(content: bytes) -> str:
    """What tells one text from another; line endings, which git may change, do not count."""
    return digest(content.replace(b"\r\n", b"\n")).hex()


# the manifest


class Manifest(NamedTuple):
    """What was installed: for which agents, each file with its fingerprint, the folders that were made for them."""

    agents: tuple[str, ...] = ()
    files: dict[str, str] = {}  # noqa: RUF012 a NamedTuple's default, never changed
    folders: tuple[str, ...] = ()


def read_manifest(content: bytes | None) -> Manifest:
    """A manifest as it was found. It is believed about nothing but our own paths; a broken one tells nothing."""
    from json import loads

    try:
        said: Any = loads(content or b"{}")
        agents = [name for name in AGENTS if name in said.get("agents", [])]
        ours = known_paths()
        files = {str(path): str(mark) for path, mark in said.get("files", {}).items() if path in ours}
        folders = [str(folder) for folder in said.get("folders", []) if _above_ours(folder)]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return Manifest()
    return Manifest(tuple(agents), files, tuple(folders))


def _above_ours(folder: object) -> bool:
    return any(path.startswith(f"{folder}/") for path in (*known_paths(), MANIFEST))


def manifest_text(manifest: Manifest) -> bytes:
    from json import dumps

    said = {
        "about": "What specwork agents install wrote here. A file that differs from its mark was edited, and is kept.",
        "agents": list(manifest.agents),
        "files": dict(sorted(manifest.files.items())),
        "folders": sorted(manifest.folders),
    }
    return dumps(said, indent=1).encode() + b"\n"


# the block

_block = re.compile(
    rb"(?:\A|(?<=[\r\n]))<!-- specwork:begin(?: (?P<mark>[0-9a-f]+))? -->[ \t]*(?:\r\n|\n|\r)"
    rb"(?P<inner>(?:(?!<!-- specwork:begin)[\s\S])*?)(?<=[\r\n])<!-- specwork:end -->[ \t]*(?=\r|\n|\Z)"
).finditer
_marker = re.compile(rb"(?:\A|(?<=[\r\n]))<!-- specwork:(?:begin|end)\b").findall


class Block(NamedTuple):
    """Our part of a text. `edited`: it is not as it was written; then it is left alone."""

    start: int
    end: int
    inner: bytes
    edited: bool


def block_in(text: bytes) -> Block | None:
    """Our block; one that is doubled or without an end counts as edited."""
    found = list(_block(text))
    if not _marker(text):
        return None
    if len(found) != 1 or len(_marker(text)) != 2:
        return Block(0, 0, b"", edited=True)
    [one] = found
    inner = one["inner"].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Block(one.start(), one.end(), inner, edited=(one["mark"] or b"").decode() != _mark_of(inner))


def _mark_of(inner: bytes) -> str:
    return fingerprint(inner)[:12]


def with_block(text: bytes, inner: bytes) -> list[Edit]:
    """Puts our block at the end of a text, or anew where it stands. An edited one stays as it is."""
    newline = newline_near(text, len(text))
    whole = f"<!-- specwork:begin {_mark_of(inner)} -->\n".encode() + inner + b"<!-- specwork:end -->"
    found = block_in(text)
    if found:
        if found.edited or found.inner == inner:
            return []
        newline = newline_near(text, found.start + 1)
        return [Edit(found.start, found.end, whole.replace(b"\n", newline))]
    lead, tail = (b"", b"\n") if not text else (b"\n", b"\n") if text.endswith((b"\n", b"\r")) else (b"\n\n", b"")
    return [Edit(len(text), len(text), (lead + whole + tail).replace(b"\n", newline))]


def without_block(text: bytes) -> list[Edit]:
    """Takes our block out, with the line ends that came with it. An edited one stays."""
    found = block_in(text)
    if found is None or found.edited:
        return []
    start, end = found.start, found.end
    last = end == len(text)  # the text before it had no line end of its own
    if not last:
        end += 2 if text[end : end + 2] == b"\r\n" else 1
    for _ in range(2 if last else 1):
        start -= 2 if text[:start].endswith(b"\r\n") else 1 if text[:start].endswith((b"\n", b"\r")) else 0
    return [Edit(start, end, b"")]
