"""What doctor makes of what it saw, on systems and disks that this one is not."""

from typing import Any

import pytest

from specwork.domain.disks import OBSIDIAN_SYNC, Carrier, Mount
from specwork.domain.doctoring import Repository, Seen, Tool, findings

WELL = Seen(
    system="linux", tools=(Tool("Python", "3.11"), Tool("git", "2.40", "ask git")), vault="/v", state="/v/.specwork/m",
    disk=Mount("/", "ext4"), folders=10, watches=8192,
    git=Repository("/v", attributes=True, driver=True),
)  # fmt: skip
DROPBOX, STICKS = Carrier("Dropbox", "/h/Dropbox"), Carrier("Syncthing", "/v/.stfolder")
GIT = Repository("/v", attributes=True, driver=True)


def told(**changed: Any) -> list[tuple[str, str]]:
    return [(one.severity, one.code) for one in findings(WELL._replace(**changed))]


def test_a_sound_machine_gives_nothing_to_tell() -> None:
    assert told() == []
    assert findings(Seen("linux", WELL.tools)) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"tools": (Tool("PyYAML", None, "x"),)}, "error missing", id="what reading needs"),
        pytest.param({"tools": (Tool("textual", None, "x"),)}, "warning missing", id="what one door needs"),
        pytest.param({"tools": (Tool("git", None, "x"),)}, "remark missing", id="what is optional"),
        pytest.param({"system": "win32"}, "warning weaker-system", id="Windows"),
        pytest.param({"system": "darwin"}, "remark weaker-power-cut", id="a Mac's own memory of the disk"),
        pytest.param({"exchange": False}, "warning weaker-exchange", id="no exchange of files"),
        pytest.param({"fault": ("bad", "mend")}, "error settings", id="settings that cannot be read"),
        pytest.param({"linked_state": True}, "error state-linked", id="a state that leads elsewhere"),
        pytest.param({"writable": False}, "warning read-only", id="a vault to be read only"),
        pytest.param({"half_done": ("tx-1",)}, "error half-done", id="a crash that nobody finished"),
        pytest.param({"half_done": ("tx-1",), "busy": True}, "remark busy", id="a change on its way"),
        pytest.param({"unreadable": ("/s/u",)}, "error unreadable-plan", id="a plan that the disk garbled"),
        pytest.param({"agreement": False}, "warning agreement", id="an agreement that the disk garbled"),
        pytest.param({"obsidian": "odd"}, "warning obsidian", id="Obsidian's settings"),
        pytest.param({"disk": Mount("/n", "nfs4")}, "warning network-disk", id="a network disk"),
        pytest.param({"disk": Mount("/n", "exfat")}, "warning simple-disk", id="a stick"),
        pytest.param({"disk": None}, None, id="a disk that nothing is known of"),
        pytest.param({"carriers": (STICKS, DROPBOX), "git": None}, "warning carried-twice", id="two services"),
        pytest.param({"carriers": (STICKS,), "git": None}, None, id="one service"),
        pytest.param({"carriers": (STICKS, OBSIDIAN_SYNC), "git": None}, None, id="one, and one that may be"),
        pytest.param({"carriers": (DROPBOX,)}, "warning carried-repository", id="a service and the repository"),
        pytest.param({"git": GIT._replace(remotes=("origin",))}, None, id="git alone"),
        pytest.param({"git": GIT._replace(trouble="bad index")}, "error git", id="a broken repository"),
        pytest.param({"git": GIT._replace(under_way="merge")}, "remark git-under-way", id="a merge under way"),
        pytest.param({"git": GIT._replace(lock=3.0)}, None, id="a lock that git holds"),
        pytest.param({"git": GIT._replace(lock=300.0)}, "warning git-lock", id="a lock that git left"),
        pytest.param({"git": GIT._replace(driver=False)}, "warning merge-driver", id="a clone that was not told"),
        pytest.param({"git": Repository("/v")}, "remark merge-driver", id="no merge driver"),
        pytest.param({"folders": 5000}, "warning watches", id="more than half of what may be watched"),
        pytest.param({"folders": 4096}, None, id="half of it"),
        pytest.param({"folders": 10**6, "watches": None}, None, id="a system without such a limit"),
    ],
)
def test_each_trouble_is_told_by_its_name(changed: dict[str, Any], code: str | None) -> None:
    assert [" ".join(one) for one in told(**changed)] == ([code] if code else [])


def test_the_worst_is_told_first_and_everything_has_a_hint() -> None:
    found = findings(WELL._replace(system="darwin", half_done=("tx-1",), agreement=False, git=Repository("/v")))
    assert [one.severity for one in found] == ["error", "warning", "remark", "remark"]
    assert all(one.message and one.hint for one in found)
