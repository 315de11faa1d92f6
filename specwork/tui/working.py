"""Work behind the screen that may take long: what it is, how far it is, and the wish that it should end.

Knows nothing of Textual. It is made on the screen's thread, told of by the one behind it, and read by both.
"""

from time import monotonic

from specwork.domain.counted import counted

SEEN = 0.15  # seconds after which it is shown that something is being done
COUNTED = 1.0  # after which it is told how far that is, and how it is ended
SPINS = ("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏")
PLAIN_SPINS = ("|", "/", "-", "\\")
TURN = 0.1  # seconds


class Stopped(BaseException):
    """Somebody wants no more of it. Nothing that reads a note may take it for trouble with that note."""


class Work:
    """`harmless` work changes nothing, so it may be dropped whenever somebody wants to leave.

    `ends`: Escape ends it. Of a `group` only the last is waited for.
    """

    def __init__(self, word: str, *, harmless: bool, ends: bool = True, group: str = "") -> None:
        self.word, self.harmless, self.ends, self.group = word, harmless, ends, group
        self.since = monotonic()
        self.files = 0
        self.stopped = False

    def pulse(self, files: int) -> None:
        """It has read so many files, and may have to end here."""
        self.files = max(self.files, files)
        if self.stopped:
            raise Stopped

    def said(self, now: float, *, plain: bool) -> str:
        """What there is to show of it; the empty text while it is young.

        >>> work = Work("Sync", harmless=True)
        >>> work.said(work.since, plain=True), work.said(work.since + 0.25, plain=True)
        ('', '- Sync')
        >>> work.files = 1234
        >>> work.said(work.since + 3.25, plain=True)
        '| Sync: 1,234 files, 3 s; Esc stops it'
        """
        age = now - self.since
        if age < SEEN:
            return ""
        spins = PLAIN_SPINS if plain else SPINS
        said = f"{spins[int(age / TURN) % len(spins)]} {self.word}"
        if age < COUNTED:
            return said
        if self.stopped:
            return f"{said}: stopping"
        files = f"{counted(self.files, 'file')}, " if self.files else ""
        return f"{said}: {files}{int(age)} s{'; Esc stops it' if self.ends else ''}"
