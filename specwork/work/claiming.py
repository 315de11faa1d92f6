"""A job: to take the next spec that is ready, so that nobody else begins it."""

from specwork.work.given import Given
from specwork.work.listing import ready
from vault.edits.changes import ChangeSet, rewrite
from vault.errors import Refused
from vault.notes import frontmatter, properties


def claim(given: Given) -> ChangeSet:
    """Takes the first spec that is ready and that nobody else has taken: it becomes the participant's."""
    me = given.participant
    for one in ready(given):
        path, label = one.listed.found.path, one.listed.spec.label
        front = frontmatter.read(given.text(path)) if one.free else None
        owner = str(front.get("owner") or "") if front else one.listed.spec.owner
        if owner.casefold() == me.casefold():
            return ChangeSet(f"{label} is yours already")
        if not owner:
            text = given.text(path)
            return ChangeSet(f"Claim {label}", tuple(rewrite(path, text, properties.set_property(text, "owner", me))))
    raise Refused(
        "nothing is ready for you: every open spec waits on another, is blocked, or is somebody's",
        hint="see who is on what: specwork status",
    )
