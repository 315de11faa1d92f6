"""A word of a command that a hint or a finding names, as a shell takes it: a path with a blank in it is one word.

It says what `shlex.quote` says, without loading that for every command that reads. It runs nothing.
"""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")


def word(text: str) -> str:
    """
    >>> word("specs/1000/epic.md"), word("my notes/it's.md")
    ('specs/1000/epic.md', '\\'my notes/it\\'"\\'"\\'s.md\\'')
    """
    if text and _PLAIN.issuperset(text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"
