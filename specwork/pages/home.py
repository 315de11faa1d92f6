"""The note that a phone starts from, as Markdown: short lines, each with its link. Reads nothing."""

from specwork.domain.spec import OpenSession
from specwork.domain.status import COMPLETED, DROPPED, meaning
from specwork.pages.markdown import plain
from specwork.work.homenote import Home, Linked
from specwork.work.listing import Listed, Ready

NOTHING = "No specs yet. On a computer: `specwork new epic TITLE`."
NONE_READY = "Nothing: what is open waits for something, or somebody is on it."


def home(one: Home, linked: Linked) -> str:
    lines = ["# Home", ""]
    if not one.whole.forest.all:
        return "\n".join([*lines, NOTHING, ""])
    if one.begun:
        lines += ["## Open Sessions", "", *(_session(each, session, linked) for each, session in one.begun), ""]
    lines += ["## Next", "", *([_next(each, linked) for each in one.next] or [NONE_READY])]
    if one.more:
        lines += [f"- and {one.more} more"]
    if one.whole.blocked:
        lines += ["", "## Blocked", "", *(f"- {_spec(each, linked)}" for each in one.whole.blocked)]
    lines += ["", "## Epics", "", *(_root(one, each, linked) for each in one.whole.forest.children(None)), ""]
    return "\n".join(lines)


def _spec(listed: Listed, linked: Linked) -> str:
    return linked(listed.found.path, listed.spec.label, "")


def _session(listed: Listed, session: OpenSession, linked: Linked) -> str:
    title = session.title or "untitled"
    place = linked(listed.journal.path, title, f"#^{session.key}" if session.key else "") if listed.journal else ""
    who = f" ({plain(', '.join(session.participants))})" if session.participants else ""
    return f"- {_spec(listed, linked)}: {place}{who}"


def _next(one: Ready, linked: Linked) -> str:
    spec = one.listed.spec
    said = [plain(each) for each in (spec.priority, spec.owner) if each]
    return f"- {_spec(one.listed, linked)}" + (f" ({', '.join(said)})" if said else "")


def _root(one: Home, listed: Listed, linked: Linked) -> str:
    status = listed.spec.status
    percent = one.whole.progress(listed).percent
    far = "" if percent is None or meaning(status) in (COMPLETED, DROPPED) else f", {percent}%"
    return f"- {_spec(listed, linked)}: {plain(status)}{far}"
