"""Opens the app on a vault: the desk begins to answer while the screens are still being loaded.

Loads no Textual before that. It returns when the app is left, with the exit code.
"""

import os
import sys
from collections.abc import Callable

from specwork.desk import Desk
from specwork.tui.backstage import Backstage
from specwork.tui.place import read_place
from specwork.tui.tree.rows import Rows, spec_rows


class First:
    """Whom the first rows go to: known only once the app is made, and they are asked for before."""

    fill: Callable[[Rows], None]

    def __call__(self, rows: Rows) -> None:
        self.fill(rows)


def open_app(desk: Desk) -> int:
    """The whole life of the app."""
    sys.setswitchinterval(0.001)  # the screen is waited for; what runs behind it is not
    backstage = Backstage(desk)
    first = First()
    backstage.ask(lambda asked: spec_rows(asked.given()), first, group="tree")
    backstage.start()
    from specwork.tui.app import Specwork, name_of_vault
    from specwork.tui.own import own_settings

    state = desk.state()
    app = Specwork(
        backstage,
        vault=name_of_vault(desk.folder, os.path.expanduser("~")),
        place=read_place(state),
        own=own_settings(os.environ),
        state=state,
    )
    first.fill = app.fill
    try:
        app.run()
    finally:
        app.leave()
    return app.return_code or 0
