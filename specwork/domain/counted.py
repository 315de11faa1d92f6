"""How many there are of a thing, in words that are told to people."""


def counted(number: int, noun: str) -> str:
    """
    >>> counted(1, "file"), counted(2_000, "file"), counted(0, "criterion")
    ('1 file', '2,000 files', '0 criteria')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {'criteria' if noun == 'criterion' else noun + 's'}"
