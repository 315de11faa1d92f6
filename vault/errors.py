"""What can go wrong in a vault, and who can put it right.

VaultError              the user can put it right; always with a hint
  BadPath               a path that leaves the vault, or that no file may be given
  NoVault               there is no vault here
  NoSuchFile            nothing stands at that path
  AlreadyThere          something stands where a new file should go
  Refused               it cannot be done without risking bytes that are not ours
  Unreadable            a file or a front matter that cannot be read
  CannotWrite           the disk said no: full, read-only, an I/O error
  NotNow                right now it cannot be; ask again
    Locked              another specwork holds the lock
    ChangedMeanwhile    the file is not what was read any more
  GitFailed             git said no
Anything else is our fault and shows a traceback.
"""


class VaultError(Exception):
    """What happened, where, and what to do about it. Each door shows the three in its own way."""

    code = "vault-error"
    passing = False  # a passing state: the same request may do well a moment later

    def __init__(self, message: str, *, where: str | None = None, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint


class BadPath(VaultError):
    code = "bad-path"


class NoVault(VaultError):
    code = "no-vault"


class NoSuchFile(VaultError):
    code = "no-such-file"


class AlreadyThere(VaultError):
    code = "already-there"


class Refused(VaultError):
    code = "refused"


class Unreadable(VaultError):
    code = "unreadable"


class CannotWrite(VaultError):
    code = "cannot-write"


class NotNow(VaultError):
    code = "not-now"
    passing = True


class Locked(NotNow):
    code = "locked"


class ChangedMeanwhile(NotNow):
    code = "changed-meanwhile"


class GitFailed(VaultError):
    code = "git-failed"
