"""Which kind of disk a vault lies on, and who else carries it to other machines: told from names.

Pure: it is handed what the system says of its mounts, and asks whoever looks at the disk for the names that are known.
A sign is a sign: a folder may be called Dropbox and be nobody's, so what was seen is always told with it.
"""

import re
from collections.abc import Callable

from vault.typed import NamedTuple

NETWORK = {
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "fuse.davfs2", "ftp",
    "fuse.sshfs", "sshfs", "macfuse", "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.gcsfuse", "fuse.goofys",
    "fuse.smbnetfs", "fuse.curlftpfs", "ceph", "fuse.ceph", "fuse.ceph-fuse", "fuse.glusterfs", "lustre", "beegfs",
    "gpfs", "ocfs2", "gfs2", "9p", "drvfs", "virtiofs", "vboxsf", "fuse.vmhgfs-fuse", "prl_fs", "fuse.prl_fsd",
    "fuse.osxfs", "fakeowner", "fuse.grpcfuse",
}  # fmt: skip
SIMPLE = {"vfat", "msdos", "exfat", "fat", "fuse.exfat", "fuseblk", "ntfs", "ntfs3", "ntfs-3g", "hfs"}


class Mount(NamedTuple):
    """Where a disk hangs in the tree of folders, and of what kind it is."""

    place: str
    kind: str

    @property
    def network(self) -> bool:
        """Whether other machines, or the one that this one runs in, may write there unseen."""
        return self.kind in NETWORK

    @property
    def simple(self) -> bool:
        """Whether it may lack owners, modes, second names or the exchange of two files."""
        return self.kind in SIMPLE


def mount_of(mountinfo: str, path: str) -> Mount | None:
    r"""The mount that a path lies on, as `/proc/self/mountinfo` tells them; a later one hides an earlier.

    >>> mount_of("21 1 8:1 / / rw - ext4 /dev/a rw\n30 21 0:4 / /my\\040nas rw master:1 - nfs4 host:/x rw", "/my nas/v")
    Mount(place='/my nas', kind='nfs4')
    """
    found = None
    for line in mountinfo.splitlines():
        front, dash, behind = line.partition(" - ")
        fields, kind = front.split(" "), behind.split(" ")[0]
        if not dash or len(fields) < 5:
            continue
        place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
        if (path + "/").startswith(place.rstrip("/") + "/") and (found is None or len(place) >= len(found.place)):
            found = Mount(place, kind)
    return found


class Carrier(NamedTuple):
    """What keeps a vault the same on several machines. `certain`: it does so, as far as its sign can tell."""

    name: str
    sign: str
    certain: bool = True


_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".stversions": "Syncthing",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
}
_PATHS = (
    (re.compile(r"Dropbox(?: \(.*\)|-.*)?"), "Dropbox"),
    (re.compile(r"OneDrive(?: ?- ?.*)?"), "OneDrive"),
    (re.compile(r"Mobile Documents"), "iCloud"),
    (re.compile(r"Google ?Drive(?:-.*)?"), "Google Drive"),
    (re.compile(r"Nextcloud"), "Nextcloud"),
    (re.compile(r"ownCloud"), "ownCloud"),
    (re.compile(r"MEGA|MEGAsync"), "MEGA"),
    (re.compile(r"pCloud ?Drive"), "pCloud"),
)
_PLUGINS = {
    "obsidian-livesync": "Self-hosted LiveSync (a plugin)",
    "remotely-save": "Remotely Save (a plugin)",
    "obsidian-git": "Git (a plugin)",
    "syncthing-integration": "Syncthing Integration (a plugin)",
}
OBSIDIAN_SYNC = Carrier("Obsidian Sync", ".obsidian/core-plugins.json has it switched on", certain=False)


def carriers(folder: str, there: Callable[[str], bool], *, core_sync: bool = False) -> list[Carrier]:
    """Who carries this folder about, each once. `there` says whether a path stands; `core_sync` what Obsidian says."""
    found: dict[str, Carrier] = {}
    steps = folder.split("/")
    for number in range(len(steps), 1, -1):
        above = "/".join(steps[:number])
        for mark, name in _MARKS.items():
            if name not in found and there(f"{above}/{mark}"):
                found[name] = Carrier(name, f"{above}/{mark}")
    for step in steps:
        for pattern, name in _PATHS:
            if pattern.fullmatch(step):
                found.setdefault(name, Carrier(name, f"the vault's path goes through {step!r}"))
    for plugin, name in _PLUGINS.items():
        if there(f"{folder}/.obsidian/plugins/{plugin}"):
            found[name] = Carrier(name, f".obsidian/plugins/{plugin}")
    return [*found.values(), *([OBSIDIAN_SYNC] if core_sync else [])]
