"""Words of a vault that want to be more than words: in every widget, dialog and toast they are only words."""

import json
import unicodedata
from pathlib import Path

import pytest

from tests.specwork.tui.room import NARROW, WIDE, Room, spec, tour
from tests.specwork.tui.session.sessions_room import repository, to

MARKUP = "[/b][@click=app.quit]x[/]"
NASTY = f"{MARKUP} \x1b[31mred\x1b]0;owned\x07 \x9b31m \u202etxt \u2066iso \x08\x7f"
QUOTED = json.dumps(NASTY)
SESSION = f"""# Journal

### Session 1: 2026-11-20 - {NASTY}
**Started**: 2026-11-20 14:05 +01:00
**Participants**: Mira, {NASTY}
**Status**: open ^s-7f3a9c2e

#### Planning
- 14:07 {NASTY}
#### Commits
- `a1b2c3d`: {NASTY}
#### Issues & Resolutions
- **Issue**: {NASTY} **Resolution**: {NASTY}
"""
BODY = f"""
## Overview {NASTY}

{NASTY} [[{NASTY}]] [[gone|{NASTY}]] [{NASTY}](https://example.org/{MARKUP}) `{NASTY}`

> [!note] {NASTY}

| {NASTY} | b |
|---|---|
| {NASTY} | [[1011.spec\\|{NASTY}]] |

```python
{NASTY}
```

## Acceptance Criteria

- [ ] {NASTY}

## Deliverables

- [[deliverables/scripts/gone.sh|{NASTY}]]: {NASTY}
"""
WAITS = f"owner: {QUOTED}\npriority: {QUOTED}\ntags: [{QUOTED}]\n"
FILES = {
    "specs/1000/epic.md": spec(1000, "epic", QUOTED, status=QUOTED, more=WAITS),
    "specs/1000/1001/spec.md": spec(1001, "feature", QUOTED, more=WAITS, body=BODY),
    "specs/1000/1001/context.md": SESSION,
    "specs/1000/1001/1011.spec.md": spec(
        1011, "task", QUOTED, more='depends_on:\n  - "[[1012.spec]]"\n', body=f"[[spec|{NASTY}]]\n"
    ),
    "specs/1000/1001/1012.spec.md": spec(1012, "task", QUOTED),
    "specs/1000/1001/1012.context.md": "# Journal\n",
    "notes/[b]x\x1b[2J\u202e.md": f"---\ntype: feature\ntitle: {QUOTED}\n---\n# {NASTY}\n",
}
WALKS = {
    "the tree, its filter and its marks": "j k space space escape slash x left_square_bracket enter escape",
    "folders": "F G l G enter escape escape F",
    "the document, its headings and letters on its links": "enter number_sign escape o escape G space u y escape",
    "a search in the document": "enter slash r e d enter n N escape escape",
    "the journal": "2 j j enter G escape",
    "what was delivered": "3 j enter escape",
    "links, and where they lead": "4 j enter H L escape",
    "the finder, and what it found": "f x down down enter escape",
    "a spec that nobody wrote, by its name": "f z q left_square_bracket escape",
    "the palette": "colon x escape",
    "every key": "question_mark G escape",
    "letters over the parts": "semicolon escape",
    "the board": "b l l j L enter escape",
    "the graph": "v j l space plus enter escape",
    "health": "exclamation_mark j j enter escape",
    "health that is mended": "exclamation_mark X y S y escape",
    "a new spec": "a left_square_bracket slash b right_square_bracket enter u y U y",
    "another title": "r enter end x enter y u y",
    "another place": "r down enter enter y",
    "another status": "m d r enter",
    "a status that nobody knows": "m left_square_bracket b right_square_bracket enter u y",
    "the archive": "D y u y",
    "all that was done": "m d r enter Z enter y escape",
    "copies": "y i y l y p y t",
    "a session and what is written in it": "s p left_square_bracket slash right_square_bracket enter y escape",
    "tests and issues": "t a ctrl+t enter W a enter w a enter",
    "a text that is dropped, and brought back": "i a ctrl+g u escape",
    "deliverables to choose from": "d space enter",
    "files to commit, and what git says": "c space enter",
    "the end of a session": "x tab down space enter",
    "messages": "H H M G escape",
    "taking in": "F G l G I enter y escape F",
}


def unclean(text: str) -> set[str]:
    return {char for char in text if (char != "\n" and unicodedata.category(char) == "Cc") or char in "\u202e\u2066"}


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("keys", [pytest.param(keys, id=name) for name, keys in WALKS.items()])
def test_hostile_words_are_only_words_in(tmp_path: Path, keys: str, size: tuple[int, int]) -> None:
    folder = repository(tmp_path / "vault", FILES)
    (folder / f"notes/{MARKUP.replace('/', '_')}\x1b[2J.py").write_text("1\n", encoding="utf-8")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        for key in keys.split():
            await room.press(key)
            seen = room.text()
            assert not unclean(seen), key
            assert room.app.is_running, key
        assert not [said for _, said in room.app.said if "went wrong" in said]

    tour(folder, walk, size=size, toasts=True)


def test_what_git_says_of_a_commit_is_only_words(tmp_path: Path) -> None:
    folder = repository(tmp_path / "vault", FILES)
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{NASTY}\nEND\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    (folder / "a.py").write_text("1\n")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("c", "space", "enter")
        seen = room.text()
        assert MARKUP in seen
        assert not unclean(seen)

    tour(folder, walk, size=WIDE, toasts=True)
