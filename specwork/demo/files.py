"""What the sample vault has delivered: small files that run, open and compile."""

FILES = {
    "isbn.py": '''\
#!/usr/bin/env python3
"""Says whether an ISBN is right: the digits, and the check digit at the end.

>>> right("978-3-16-148410-0"), right("3-16-148410-X"), right("978-3-16-148410-1")
(True, True, False)
"""

import sys


def right(isbn: str) -> bool:
    digits = isbn.replace("-", "").replace(" ", "").upper()
    if len(digits) == 10 and digits[:9].isdigit() and (digits[9].isdigit() or digits[9] == "X"):
        values = [int(one) for one in digits[:9]] + [10 if digits[9] == "X" else int(digits[9])]
        return sum(value * weight for value, weight in zip(values, range(10, 0, -1))) % 11 == 0
    if len(digits) == 13 and digits.isdigit():
        return sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(digits)) % 10 == 0
    return False


if __name__ == "__main__":
    wrong = [isbn for isbn in sys.argv[1:] if not right(isbn)]
    for isbn in wrong:
        print(f"wrong: {isbn}")
    sys.exit(1 if wrong else 0)
''',
    "shelf-marks.json": """\
{
  "rooms": {"A": "upstairs", "B": "children", "C": "cellar"},
  "mark": "ROOM-SHELF-PLACE"
}
""",
    "keep.sh": """\
#!/bin/sh
# Keeps a copy of the records: keep.sh RECORDS FOLDER
set -eu
records="$1"
folder="$2"
mkdir -p "$folder"
cp "$records" "$folder/.new"
mv "$folder/.new" "$folder/$(date +%Y-%m-%d).csv"
ls "$folder" | wc -l
""",
    "records.md": """\
# Records

One line a copy: shelf mark, ISBN, author, title. A semicolon parts them, and a field that holds one stands in quotes.

| field | example |
|---|---|
| mark | A-12-3 |
| isbn | 978-3-16-148410-0 |
| author | Storm, Theodor |
| title | The rider on the white horse |
""",
    "letters.csv": "letter;folded\nä;a\nö;o\nü;u\nß;ss\né;e\nè;e\nç;c\n",
    "fold.py": '''\
"""Folds letters, so that a search finds what people mean.

>>> fold("Straße"), fold("Élève")
('strasse', 'eleve')
"""

import unicodedata


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
''',
    "lend.py": '''\
"""A ledger that is only added to: who has a copy now is read from its end.

>>> ledger = [("2026-03-02", "out", "A-12-3", "reader 17"), ("2026-03-20", "in", "A-12-3", "")]
>>> holder(ledger, "A-12-3"), holder(ledger[:1], "A-12-3")
('', 'reader 17')
"""


def holder(ledger: list[tuple[str, str, str, str]], mark: str) -> str:
    for _, way, copy, reader in reversed(ledger):
        if copy == mark:
            return reader if way == "out" else ""
    return ""
''',
    "paper-loans.md": """\
# While the power is out

1. Write down: date, number on the reader's card, shelf mark.
2. One line a book. No names.
3. When the power is back, type the lines in order.
""",
    "hours.toml": """\
[week]
tue = "10:00-18:00"
thu = "10:00-19:30"
sat = "10:00-13:00"

[closed]
2026-12-24 = "Christmas"
""",
    "hours.html": """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Opening hours</title></head>
<body><table><tr><th>Tue</th><td>10 to 18</td></tr><tr><th>Thu</th><td>10 to 19.30</td></tr></table></body>
</html>
""",
    "style.css": """\
@charset "utf-8";
body { color: #1b1b1b; background: #fdfcf8; font: 18px/1.5 "Source Serif 4", serif; }
a { color: #005a8c; }
""",
}
