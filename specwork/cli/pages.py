"""A page of a spec, written where the person wants it: a file outside the notes, or standard output."""

import os

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.domain.deliverable import leads_to
from specwork.errors import BadUsage
from specwork.pages.html import Content, Way, page
from specwork.work import reports
from specwork.work.progress import Standing
from specwork.work.reports import Delivered, Size
from vault.index.resolve import RememberedNames
from vault.paths import relative


def written(asked: Asked, vault: Desk, one: Standing, delivers: list[Delivered], place: str, size: Size) -> int:
    """Writes the page of a spec. Only what is called a page is written over."""
    given = vault.given()
    names = RememberedNames(given.index.names)
    found = one.listed.found
    parts = reports.parts(given, found, delivers, size)
    whole = page(
        Content(one, delivers, parts, lambda source, target: leads_to(names, source, target), _way(vault, place))
    )
    if place == "-":
        asked.out.begun = True
        asked.out.write(whole)
        return 0
    if not place.lower().endswith((".html", ".htm")):
        raise BadUsage(f"{place} is no name for a page", hint="let it end in .html, or print it with --html -")
    _write(place, whole.encode())
    if asked.out.json:
        asked.out.answer(shapes.answer(page=place, bytes=len(whole.encode())))
    else:
        asked.out.line(f"wrote {shown(place)}")
    return 0


def _way(vault: Desk, place: str) -> Way:
    """How the page leads to a file of the vault: only a page that lies in the vault itself knows a way that lasts."""
    folder = os.path.dirname(os.path.realpath(place)) if place != "-" else ""
    inside = f"{folder}/".startswith(vault.folder + "/")
    below = folder[len(vault.folder) + 1 :]
    return lambda path: relative(below, path) if inside else None


def _write(place: str, content: bytes) -> None:
    """All of it or nothing, beside its place first."""
    beside = f"{place}.{os.getpid()}.part"
    try:
        with open(beside, "xb") as file:
            file.write(content)
        os.replace(beside, place)
    except OSError as error:
        if os.path.lexists(beside):
            os.unlink(beside)
        reason = error.strerror or "it cannot be written"
        raise BadUsage(f"{place}: {reason}", hint="name a file in a folder that you may write to") from None
