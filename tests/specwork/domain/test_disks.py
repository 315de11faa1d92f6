"""Disks and carriers, told from the names that systems and sync services use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.disks import NETWORK, SIMPLE, Mount, carriers, mount_of

MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 22 0:40 / /files/ann/nas rw shared:9 master:2 - nfs4 box:/share rw
32 22 0:41 / /media/a\040stick rw - vfat /dev/sdb1 rw
33 22 0:42 / /files/ann/nas rw - fuse.sshfs ann@box: rw
garbled
34 22 0:43 / /srv"""


@pytest.mark.parametrize(
    ("folder", "mount"),
    [
        pytest.param("/var/vault", Mount("/", "ext4"), id="the root holds all that nothing else does"),
        pytest.param("/files/ann/nas/v", Mount("/files/ann/nas", "fuse.sshfs"), id="a later mount hides an earlier"),
        pytest.param("/files/ann/nasty", Mount("/", "ext4"), id="a name that only begins so is another"),
        pytest.param("/media/a stick", Mount("/media/a stick", "vfat"), id="a blank is written in octal"),
    ],
)
def test_a_folder_lies_on_the_innermost_mount(folder: str, mount: Mount) -> None:
    assert mount_of(MOUNTS, folder) == mount


@given(st.text(), st.text())
def test_whatever_a_system_says_is_read(told: str, folder: str) -> None:
    found = mount_of(told, folder)
    assert found is None or not (found.network and found.simple)


def test_no_kind_is_both() -> None:
    assert NETWORK.isdisjoint(SIMPLE)


@pytest.mark.parametrize(
    ("folder", "there", "names"),
    [
        pytest.param("/h/notes", [], [], id="nobody"),
        pytest.param("/h/notes", ["/h/notes/.stfolder"], ["Syncthing"], id="a mark in the vault"),
        pytest.param("/h/sync/notes", ["/h/sync/.stfolder"], ["Syncthing"], id="a mark above it"),
        pytest.param("/h/Dropbox/notes", ["/h/Dropbox/.dropbox"], ["Dropbox"], id="two signs of one are one"),
        pytest.param("/h/Dropbox (Work)/notes", [], ["Dropbox"], id="a path that names it"),
        pytest.param("/h/Dropboxes/notes", [], [], id="a path that only looks so"),
        pytest.param("/h/OneDrive - Work/v", ["/h/OneDrive - Work/v/.stfolder"], ["Syncthing", "OneDrive"], id="two"),
        pytest.param("/h/Library/Mobile Documents/iCloud~md~obsidian/v", [], ["iCloud"], id="the cloud of a Mac"),
        pytest.param("/v", ["/v/.obsidian/plugins/remotely-save"], ["Remotely Save (a plugin)"], id="a plugin"),
    ],
)
def test_a_carrier_is_known_by_its_signs(folder: str, there: list[str], names: list[str]) -> None:
    assert [one.name for one in carriers(folder, there.__contains__)] == names


def test_that_obsidian_would_sync_is_no_proof_that_it_does() -> None:
    [one] = carriers("/v", lambda _: False, core_sync=True)
    assert (one.name, one.certain) == ("Obsidian Sync", False)
