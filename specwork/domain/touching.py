"""What a coding agent tells its hooks, as far as it tells of files that it changed.

Every agent has a form of its own, and forms change: what is not understood tells nothing, and nothing raises. The
paths are as the agent wrote them; where they lie is not known here.
"""

import re
from collections.abc import Iterator, Mapping

from vault.typed import Any

MOST = 200  # paths of one call
LONGEST = 4096
_PATHS = ("file_path", "filePath", "notebook_path", "path", "files", "paths", "filename")

_changes = re.compile(r"edit|writ|creat|replac|patch|insert|notebook|delet|remov|move|renam|save", re.IGNORECASE).search
_patched = re.compile(r"(?m)^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)[ \t]*$").findall


def touched(said: Mapping[str, Any]) -> list[str]:
    """The files that a call of a tool changed, as its agent names them.

    >>> touched({"tool_name": "Edit", "tool_input": {"file_path": "src/a.ts"}})
    ['src/a.ts']
    >>> touched({"tool_name": "Read", "tool_input": {"file_path": "src/a.ts"}})
    []
    >>> touched({"hook_event_name": "afterFileEdit", "file_path": "src/a.ts"})
    ['src/a.ts']
    """
    named = dict.fromkeys(path.strip() for path in _named(said))
    return [path for path in named if path and len(path) <= LONGEST and path.isprintable()][:MOST]


def _named(said: Mapping[str, Any]) -> Iterator[str]:
    tool = said.get("tool_name") or said.get("toolName")
    given = _first(said, "tool_input", "toolArgs", "tool_args")
    if isinstance(given, str) and given.lstrip().startswith("{"):
        given = _read(given)
    yield from _from_patch(given)
    if isinstance(tool, str):
        if _changes(tool):
            yield from _from_keys(given)
    elif _changes(str(said.get("hook_event_name", ""))):
        yield from _from_keys(said)
        yield from _from_keys(given)


def _first(said: Mapping[str, Any], *names: str) -> Any:
    return next((said[name] for name in names if said.get(name)), None)


def _read(text: str) -> Any:
    from json import loads

    try:
        return loads(text)
    except (ValueError, RecursionError):
        return None


def _from_keys(given: Any) -> Iterator[str]:
    if not isinstance(given, Mapping):
        return
    for name in _PATHS:
        value = given.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield one
            elif isinstance(one, Mapping):
                yield from (path for key in ("path", "file_path", "filePath") if isinstance(path := one.get(key), str))


def _from_patch(given: Any) -> Iterator[str]:
    """A patch tells its files itself, also where a shell is asked to apply it."""
    texts = [given] if isinstance(given, str) else list(given.values()) if isinstance(given, Mapping) else []
    for text in texts:
        for one in text if isinstance(text, list) else [text]:
            if isinstance(one, str) and "*** Begin Patch" in one:
                yield from _patched(one)
