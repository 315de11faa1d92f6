"""What the memory of each file is worth today, and what is remembered of it from now on.

A file written anew, put back to an older version, or checked out from an older commit is not believed in what it does
not say. So is one that lost nearly all at once, until the other places let go too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from zlib import crc32

from specwork.domain.facts import FULL, Agreed, Dark, Fact, Memory, Place, Says
from specwork.domain.places import FILE, Host
from specwork.work.agreement import Agreement, KnownHost
from specwork.work.settling.facts_of_many import Relation
from specwork.work.settling.ground import Ground
from vault.errors import VaultError
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from specwork.work.history import History

EMPTIED = 3  # so many items gone at once from a place that says none any more
MASS = 20  # so many taken away in one sync, or a fifth of all
OLDER_KEPT = 20  # hashes of a file at earlier agreements

_structure = re.compile(rb"\s*(?:#{1,6}\s|\*\*[^*]+\*\*\s*:|\*\*[^*]+:\*\*|---|$)").match


def prose(host: Host) -> frozenset[int]:
    """Hashes of the lines that are a writer's own words: no headings, labels, links or front matter."""
    start = host.note.front.block.end if host.note and host.note.front else 0
    lines = re.split(rb"\r\n|\n|\r", host.text[start:])
    return frozenset(
        crc32(line.strip()) for line in lines if not _structure(line) and b"[[" not in line and b"](" not in line
    )


def known_of(host: Host, digest: bytes, before: KnownHost | None, broken: Iterable[str]) -> KnownHost:
    """What is remembered of a file that has been settled."""
    older: tuple[str, ...] = before.older if before else ()
    new = digest.hex()
    if new in older:
        older = older[: older.index(new)]
    elif before and before.hash != digest:
        older = (*older, before.hash.hex())[-OLDER_KEPT:]
    named = set(host.listings)
    kept = (before.sections if before else frozenset()) | named
    if host.depends and host.depends.entry is not None:
        kept = kept | {"depends_on"} if host.depends.values else kept - {"depends_on"}
    return KnownHost(digest, older, prose(host), frozenset(kept), frozenset(broken))


def is_void(agreement: Agreement, host: Host, text: bytes, head: Callable[[str], bytes | None] | None) -> bool:
    """Whether what a file does not say counts for nothing.

    `text` is the file as it lies there, also where it is edited already; `head` gives it as an older commit has it.
    """
    if host.dark:
        return False
    known = agreement.host(host.path)
    if known is None:
        return True
    if head is not None and head(host.path) == text:
        return True
    still = known.lines & prose(host)
    return len(known.lines) >= 4 and 2 * len(still) < len(known.lines) and host.kind != FILE


def older_commit(agreement: Agreement, git: "History | None") -> Callable[[str], bytes | None] | None:
    """How to ask for files of HEAD, where HEAD is older than the agreement or apart from it; else None.

    What was agreed on may have been committed afterwards: every commit that HEAD has stood at since then counts.
    """
    commit, moment = agreement.meta("commit"), agreement.meta("moment")
    head = git.head() if git else None
    if git is None or head is None or not commit:
        return None
    since = {commit, *(git.stood_at(moment) if moment else ())} - {head}
    try:
        if all(git.contains(one) for one in since):
            return None
        return lambda path: git.show(head, path)
    except VaultError:
        return None


def agreed_at(agreement: Agreement, git: "History | None") -> bool:
    """Remembers where HEAD stands while all agrees; whether that is news."""
    before = agreement.meta("commit"), agreement.meta("moment")
    now = (git.head(), git.moment()) if git else (None, None)
    if now[0] is None or now == before:
        return False
    agreement.put_meta("commit", now[0])
    agreement.put_meta("moment", now[1])
    return True


def held(
    ground: Ground,
    facts: Iterable[tuple[Relation, Fact]],
    digests: Mapping[str, bytes],
    broken: Mapping[str, frozenset[str]],
    free: bool,
) -> dict[Place, str]:
    """The places that take nothing away this time, and why."""
    said: dict[Place, int] = {}
    speaks: dict[Place, int] = {}
    left: dict[Place, int] = {}
    for relation, fact in facts:
        agreed = ground.agreement.fact(fact)
        for place, voice in relation.voices(fact).items():
            if voice.voice != FULL or place.host in ground.memory.void:
                continue
            reading = relation.reading(fact, place)
            speaks[place] = speaks.get(place, 0) + isinstance(reading, Says)
            if agreed and agreed.true and place in agreed.said and not isinstance(reading, Dark):
                said[place] = said.get(place, 0) + 1
                left[place] = left.get(place, 0) + (reading is None)
    many = sum(left.values()) > max(MASS, ground.agreement.count() / 5)
    found: dict[Place, str] = {}
    for place, count in left.items():
        if not count or place.host in ground.memory.trusted:
            continue
        known = ground.agreement.host(place.host)
        if known and digests.get(place.host, b"").hex() in known.older[:-1]:
            found[place] = "older-version"
        elif said[place] >= EMPTIED and not speaks[place] and not free:
            found[place] = "emptied"
        elif known and broken.get(place.host, frozenset()) - known.broken:
            found[place] = "broken-link"
        elif many and not free:
            found[place] = "mass-removal"
    return found


def remembered(relation: Relation, fact: Fact, before: Agreed | None, true: bool, memory: Memory) -> Agreed:
    """A fact as its places say it now. What is dark stays remembered as it was."""
    old = memory.said(before)
    said = {}
    for place in relation.voices(fact):
        reading = relation.reading(fact, place)
        if isinstance(reading, Says):
            said[place] = (reading.raw, reading.text)
        elif isinstance(reading, Dark) and place in old:
            said[place] = old[place]
    return Agreed(true, said)
