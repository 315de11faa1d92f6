"""The options for pages that the reports share, and the way to a page of HTML, which is loaded only when asked for."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from specwork.cli.main import Asked
from specwork.desk import Desk
from specwork.work.finding import Found
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from specwork.cli.commits import Last


def page_options(parser: ArgumentParser) -> None:
    parser.add_argument("--markdown", action="store_true", help="as Markdown to paste")
    parser.add_argument(
        "--html", metavar="FILE", help="as one page of HTML with its journal and deliverables; - prints it"
    )


def html(asked: Asked, options: Namespace, vault: Desk, found: Found) -> int:
    """The page of a spec, to a file."""
    from specwork.cli.pages import written
    from specwork.work import progress, reports

    given = vault.given()
    size = size_in(vault)
    delivers = reports.deliverables(given, found, size=size, last=last_in(vault, options))
    return written(asked, vault, progress.standing(given, found), delivers, options.html, size)


def last_in(vault: Desk, options: Namespace) -> "Last":
    """The last commits; of nothing, where the person wants none."""
    from specwork.cli.commits import remembered

    return remembered(vault) if getattr(options, "commits", True) else lambda paths: {}


def size_in(vault: Desk) -> Callable[[str], int | None]:
    def size(path: str) -> int | None:
        try:
            return os.stat(f"{vault.folder}/{path}").st_size
        except (OSError, ValueError):
            return None

    return size
