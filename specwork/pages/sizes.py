"""How large a file is, in words. Knows no file."""


def size_text(size: int | None) -> str:
    """How large a file is, for people.

    >>> [size_text(size) for size in (None, 0, 1023, 1536, 5 << 20)]
    ['', '0 B', '1023 B', '1.5 KB', '5.0 MB']
    """
    if size is None:
        return ""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.1f} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
