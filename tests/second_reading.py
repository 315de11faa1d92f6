"""A second, small reading of a vault's links, to hold the engine against: it shares no line with it.

Written from Obsidian's rules alone, in their order, in the plainest way: every link looks through all files. It reads
what people and specwork write in specs; of Markdown it knows fences, code spans, comments and front matter, no more.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

WIKI = re.compile(r"!?\[\[(?P<inside>[^\[\]\n]+)\]\]")
MARKDOWN = re.compile(r"!?\[[^\[\]\n]*\]\((?:<(?P<angled>[^<>\n]*)>|(?P<bare>[^\s()<>]+))(?:\s+\"[^\"\n]*\")?\)")
PROPERTY = re.compile(r"[\"'](?P<link>!?\[\[[^\[\]\n]+\]\])[\"']\s*$")
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Read(NamedTuple):
    """A link as it stands in a note, and the file that it opens."""

    source: str
    line: int
    raw: str
    resolves_to: str | None
    ambiguous: bool


def same(text: str) -> str:
    """What two spellings of a name have in common."""
    return unicodedata.normalize("NFC", text).lower().replace("\u00a0", " ").replace("\u202f", " ")


class SecondReading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file()
            and not path.is_symlink()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )

    def links(self) -> Iterator[Read]:
        for source in self.files:
            if source.lower().endswith(".md"):
                text = (self.folder / source).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
                for line, raw, target in _links(text):
                    found = self.opens(source, target)
                    yield Read(source, line, raw, found[0] if found else None, len(found) > 1)

    def opens(self, source: str, target: str) -> list[str]:
        """The files that a link may open, the one that it does first; several only where Obsidian has no order."""
        asked = same(target.partition("#")[0]).strip()
        if not asked:
            return [source]
        name = asked.rpartition("/")[2]
        bearing = [path for path in self.files if same(path).rpartition("/")[2] == name] if "." in name else []
        if not bearing:
            asked, name = f"{asked}.md", f"{name}.md"
            bearing = [path for path in self.files if same(path).rpartition("/")[2] == name]
        if len(bearing) < 2 and "/" not in asked:
            return bearing
        own = os.path.dirname(source)
        if asked.startswith(("./", "../")):
            place = os.path.normpath(os.path.join(same(own), asked))
            return [path for path in bearing if same(path) == place]
        rooted = asked.removeprefix("/")
        if there := [path for path in bearing if same(path) == rooted]:
            return there
        if rooted != asked:
            return []
        ending = [path for path in bearing if ("/" + same(path)).endswith("/" + asked)]
        near = [path for path in ending if own and same(path).startswith(same(own) + "/")] if own else ending
        among = near or ending
        shortest = min((len(same(path)) for path in among), default=0)
        return [path for path in among if len(same(path)) == shortest]


def _links(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, spelling and target of every link, those of the front matter first."""
    lines = re.split(r"\r\n|\n|\r", text)
    body = 0
    if lines[0].rstrip() == "---":
        body = next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() == "---"), 0)
    for number, line in enumerate(lines[1 : max(0, body - 1)], 2):
        if found := PROPERTY.search(line):
            yield number, found["link"], _target(found["link"])
    plain = _without_code("\n".join([""] * body + lines[body:]))
    wiki = [*WIKI.finditer(plain)]
    spans = [each.span() for each in wiki]
    other = [each for each in MARKDOWN.finditer(plain) if not any(at <= each.start() < end for at, end in spans)]
    for each in sorted(wiki + other, key=lambda match: match.start()):
        line = plain.count("\n", 0, each.start()) + 1
        if each.re is WIKI:
            yield line, each[0], _target(each[0])
        else:
            place = each["angled"] if each["angled"] is not None else each["bare"]
            if ":" not in place or place.startswith(("./", "../")):
                yield line, each[0], unquote(place.replace("%23", "%2523"))


def _target(wiki: str) -> str:
    return wiki.removeprefix("!")[2:-2].replace("\\|", "|").partition("|")[0]


def _without_code(text: str) -> str:
    """The same text, line by line and as long, with blanks where no link counts."""
    fence = ""
    kept = []
    for line in text.split("\n"):
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip("`~ \t"):
                fence = ""
            kept.append("")
        elif mark and not ("`" in mark[1] and "`" in line[mark.end() :]):
            fence = mark[1]
            kept.append("")
        else:
            kept.append(line)
    text = "\n".join(kept)
    for pattern in (CODE, COMMENT):
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text
