"""Where HTML begins and ends in Markdown: the seven kinds of HTML block, and a tag or comment inside a line.

Only enough of HTML to know which bytes it takes; nothing is understood and nothing is run.
"""

import re

from vault.patterns import late

_BLOCK_TAGS = (
    b"address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    b"fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|iframe|legend|li|"
    b"link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|"
    b"thead|title|tr|track|ul"
)
_ATTRIBUTE = rb"[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^\s\"'=<>`]+|'[^'\n]*'|\"[^\"\n]*\"))?"
_starts = tuple(
    (kind, late(pattern, re.IGNORECASE).match)
    for kind, pattern in (
        (1, rb"<(?:script|pre|style|textarea)(?=[ \t>\n]|\Z)"),
        (2, rb"<!--"),
        (3, rb"<\?"),
        (5, rb"<!\[CDATA\["),
        (4, rb"<![A-Za-z]"),
        (6, rb"</?(?:" + _BLOCK_TAGS + rb")(?=[ \t\n]|/?>|\Z)"),
        (7, rb"(?:<[A-Za-z][\w-]*+(?>(?:" + _ATTRIBUTE + rb")*)[ \t]*/?>|</[A-Za-z][\w-]*+[ \t]*>)[ \t]*(?=\n|\Z)"),
    )
)
_raw_end = late(rb"</(?:script|pre|style|textarea)>", re.IGNORECASE).search
_marks = {2: b"-->", 3: b"?>", 4: b">", 5: b"]]>"}

# A tag or an autolink inside a line. None of it reaches over the next `<`, so that openers without an end cost little.
_INLINE_ATTRIBUTE = rb"[ \t\n]+[A-Za-z_:][\w.:-]*+(?>(?:[ \t\n]*+=[ \t\n]*+(?:[^\s\"'=<>`]++|'[^'<]*+'|\"[^\"<]*+\"))?)"
inline_tag = late(
    rb"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}+:[^\s<>]*+>"
    rb"|[A-Za-z][A-Za-z0-9-]*+(?>(?:" + _INLINE_ATTRIBUTE + rb")*)[ \t\n]*+/?>|/[A-Za-z][A-Za-z0-9-]*+[ \t\n]*+>)"
).match


def html_start(text: bytes, first: int, end: int, *, in_paragraph: bool) -> int:
    """The kind of HTML block that begins here: 1 to 7 as CommonMark counts them, 0 for none."""
    for kind, starts in _starts:
        if starts(text, first, end):
            return 0 if kind == 7 and in_paragraph else kind
    return 0


def ends_html(kind: int, text: bytes, at: int, end: int) -> bool:
    """Whether a block of that kind ends on this line. Kinds 6 and 7 end at a blank line, which is not asked here."""
    if kind >= 6:
        return False
    if kind == 1:
        return _raw_end(text, at, end) is not None
    return text.find(_marks[kind], at, end) >= 0
