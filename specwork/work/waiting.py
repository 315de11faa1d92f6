"""What a spec waits on, and what waits on it: its `depends_on`, followed both ways.

Asks the index alone. A link typed as a bare id is understood, as `sync` understands it before it spells it out.
"""

from collections.abc import Mapping

from specwork.domain.status import ENDED, meaning
from specwork.work.finding import Found, Specs
from vault.index.resolve import Names, resolve
from vault.notes.links import read_link
from vault.typed import NamedTuple


class Dependency(NamedTuple):
    """One thing that a spec waits on, as it was typed; `found` is None where it leads to no spec."""

    typed: str
    found: Found | None

    @property
    def done(self) -> bool:
        return self.found is not None and meaning(self.found.spec.status) in ENDED


def depends(
    specs: Specs, found: Found, names: Names | None = None, at: Mapping[str, Found] | None = None
) -> list[Dependency]:
    """What a spec waits on, in its own order. `names` and `at` answer instead of the index, where many are asked."""
    return [Dependency(typed, _meant(specs, found.path, typed, names, at)) for typed in found.spec.depends_on if typed]


def _meant(specs: Specs, source: str, typed: str, names: Names | None, at: Mapping[str, Found] | None) -> Found | None:
    target = target_of(typed)
    path = resolve(names or specs.index.names, source, target).path if target and not typed.isdecimal() else None
    if path is None:
        same = specs.bearing(int(target)) if target.isdecimal() else []
        return same[0] if len(same) == 1 else None
    return (at.get(path) if at is not None else specs.at(path)) or specs.owning(path)


def target_of(typed: str) -> str:
    """What a dependency asks for: a link's target, or an id.

    >>> [target_of(typed) for typed in ("[[../1001/spec|Storage]]", "[S](../s.md)", "1001", "[[1001]]", "later")]
    ['../1001/spec', '../s.md', '1001', '1001', 'later']
    """
    if typed.startswith(("[[", "![[")) and typed.endswith("]]"):
        return read_link(typed).target
    if typed.startswith("[") and typed.endswith(")") and "](" in typed:
        return read_link(typed).target
    return typed.strip()


def waiting_on(specs: Specs, found: Found) -> list[Found]:
    """The specs that wait on this one, by id: those whose `depends_on` leads here."""
    sources = {link.source for link in specs.index.backlinks(found.path, where="frontmatter")}
    sources |= specs.index.asking((), (f"{found.id}.md",))  # whose links say nothing but the id
    others = [one for source in sources if source != found.path and (one := specs.at(source))]
    led = [one for one in others if any(_is(other, found) for other in depends(specs, one))]
    return sorted(led, key=lambda one: (one.id, one.path))


def _is(dependency: Dependency, found: Found) -> bool:
    return dependency.found is not None and dependency.found.path == found.path
