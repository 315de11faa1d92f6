"""What the title says where there is much to say and little room."""

import pytest

from specwork.tui.around import Lamps, crumbs, lamps
from specwork.tui.looks import UNICODE
from specwork.tui.tree.model import Tree


@pytest.mark.parametrize(
    ("vault", "wide", "told"),
    [
        pytest.param("~/notes", 80, "~/notes", id="a path that fits is told whole"),
        pytest.param("/srv/mira/work/notes", 60, "notes", id="of one that does not, the folder's own name"),
        pytest.param("/srv/mira/" + "n" * 90, 80, "n" * 19 + "…", id="and of that its beginning"),
    ],
)
def test_of_the_vault_the_title_tells(vault: str, wide: int, told: str) -> None:
    assert crumbs(vault, Tree(), None, "", wide=wide, signs=UNICODE)[1].text.rstrip() == told


@pytest.mark.parametrize(("wide", "told"), [(80, "⟳ 3 changed"), (60, "⟳ 3")])
def test_a_narrow_title_says_by_sign_alone_that_something_changed(wide: int, told: str) -> None:
    assert lamps([], Lamps(changed=3), wide=wide, signs=UNICODE)[0].text.strip() == told
