"""What Obsidian's own settings must say for a vault of specs, put in where they say nothing.

Pure: a file's bytes in, its bytes out. Only missing keys are added; nothing that is set is changed.
"""

import re

from vault.typed import Any

BOM = b"\xef\xbb\xbf"
WANTED: dict[str, Any] = {"newLinkFormat": "relative", "alwaysUpdateLinks": True, "showUnsupportedFiles": True}


def with_settings(text: bytes | None) -> bytes | None:
    """The settings file with the keys that it lacks; None where it is no object that we could add to.

    >>> with_settings(b'{"newLinkFormat": "shortest"}')
    b'{"newLinkFormat": "shortest", "alwaysUpdateLinks": true, "showUnsupportedFiles": true}'
    """
    from json import dumps

    if text is None or not text.removeprefix(BOM).strip():
        return dumps(WANTED, indent=2).encode()
    said = _object(text)
    if said is None:
        return None
    missing = {name: value for name, value in WANTED.items() if name not in said}
    if not missing:
        return text
    close = text.rindex(b"}")
    before = text[:close].rstrip()
    lead = re.search(rb"(?:\r\n|\n|\r)[ \t]*(?=\")", text)
    space = lead[0] if lead else b" " if said else b""
    items = [space + f"{dumps(name)}: {dumps(value)}".encode() for name, value in missing.items()]
    comma = b"," if space else b", "
    new = before + (b"," if said else b"") + comma.join(items) + text[len(before) :]
    return new if _object(new) == {**said, **missing} else None


def _object(text: bytes) -> dict[str, Any] | None:
    from json import loads

    try:
        said = loads(text.removeprefix(BOM))
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
