"""A line of a note as a reader sees it: links show what they show, and not where they lead.

Takes text and gives text; whether a link leads anywhere is not asked, and what is written stays as it is.
"""

import re

from vault.notes.links import read_link
from vault.paths import stem_of

_links = re.compile(r"(?P<code>(`+)(?!`).*?(?<!`)\2(?!`))|!?\[\[[^\[\]\n]+\]\]|!?\[[^\[\]\n]*\]\([^()\n]*\)").sub


def as_read(text: str) -> str:
    """An entry without the syntax of its links; what stands in code is no link.

    >>> as_read("Created [[deliverables/a.sh|A]], see [[../epic]], [[#Goals]] and [the plan](plan.md)")
    'Created A, see epic, Goals and the plan'
    >>> as_read("Wrote `[[a]]`, ![[a/b.png|300]]")
    'Wrote `[[a]]`, b.png'
    """
    return _links(lambda found: found[0] if found["code"] else _shows(found[0]), text)


def _shows(raw: str) -> str:
    said = read_link(raw)
    alias = (said.alias or "").strip()
    if alias and not (raw.startswith("!") and alias.replace("x", "").isdecimal()):
        return alias
    return stem_of(said.target) or said.target or said.heading or said.block or raw
