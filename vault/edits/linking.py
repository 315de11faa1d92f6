"""A new link, written so that it leads where it is meant to.

Every spelling is resolved before it is taken, among the names as they will be; where no spelling leads there, there is
no link. Links that stand already are `rename`'s business.
"""

import re
from collections.abc import Iterator

from vault.edits.rename import ABSOLUTE, RELATIVE, SHORTEST
from vault.index.resolve import Names, resolve
from vault.notes.links import encoded
from vault.notes.scan import scan
from vault.paths import folder_of, is_note, name_of, relative
from vault.text import raw
from vault.typed import NamedTuple


class Style(NamedTuple):
    """How a vault writes its links: the form of the path, and wiki or Markdown."""

    form: str = RELATIVE
    markdown: bool = False


PLAIN = Style()


def link_to(
    names: Names, source: str, path: str, text: str, style: Style = PLAIN, *, embed: bool = False, sub: str = ""
) -> str | None:
    """A link from one file to another; None where no spelling leads there. `sub` is `#…`, as it is to be written.

    A file that may hold any text (a script with a trace) is a source like a note.
    """
    for spelled in spellings(source, path, style.form):
        if style.markdown:
            written = f"[{text_in_markdown(text)}]({encoded(spelled)}{sub})"
        else:
            written = f"[[{spelled}{sub}|{text_in_wiki(text)}]]" if text else f"[[{spelled}{sub}]]"
        if leads(names, source, written, path):
            return "!" + written if embed else written
    return None


def leads(names: Names, source: str, written: str, path: str) -> bool:
    """Whether it is read as one link, and opens that file for certain."""
    content = raw(written)
    found = scan(content, 0).links
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(content)):
        return False
    meaning = resolve(names, source, found[0].target)
    return meaning.path == path and not meaning.ambiguous


def spellings(source: str, path: str, form: str) -> Iterator[str]:
    """The ways to name a file, the one that the vault prefers first; a note without its ending."""
    near = relative(folder_of(source), path)
    dotted = near if near.startswith("../") else "./" + near
    preferred = {SHORTEST: (name_of(path), path), ABSOLUTE: (path,)}.get(form, (near,))
    for spelled in (*preferred, near, dotted, path, "/" + path):
        yield spelled[:-3] if is_note(path) else spelled
    yield dotted


_blanks = re.compile(r"\s+").sub
_pairs = re.compile(r"(?<=\$)\$|(?<=%)%").sub


def text_in_wiki(text: str) -> str:
    """Display text that cannot end its link early, and begins no math and no comment.

    >>> text_in_wiki("a|b [[c]]"), text_in_wiki("100 %% of $$")
    ('a-b ((c))', '100 % % of $ $')
    """
    text = text.replace("[", "(").replace("]", ")").replace("|", "-").replace("<!--", "< !--")
    return _blanks(" ", _pairs(r" \g<0>", text)).strip()


def text_in_markdown(text: str) -> str:
    return _blanks(" ", text.replace("[", "(").replace("]", ")").replace("`", "'").replace("\\", "/")).strip()
