"""The page of comment syntaxes: how a deliverable of each kind names its spec. Made from the table itself."""

from specwork.domain.comments import ENDINGS, INTERPRETERS, NAMES, SYNTAXES, Comment, Syntax

HEAD = """\
# Trace comments

Written by `specwork manual --comments`. A deliverable says where it comes from in the comments of its own language. A
file that has no row here (JSON, CSV, pictures, files that programs write, signed, minified or packed ones) gets no
comment: the `index.md` of its folder names its spec.

The comment stands as high as it may: below a shebang, an encoding line, an editor's settings, front matter, and what
else the language wants first. An `.example`, `.sample`, `.template`, `.j2` or the like behind a name does not count. A
shebang tells what a file without an ending is. `.m` (Objective-C or MATLAB) and `.pl` (Perl or Prolog) are told apart
by how they begin. A batch file that echoes its lines gets `@REM`. A file gets none where its shebang and its ending
speak of two languages, where its first line is longer than 1,000 characters, or where a line more might change what it
means.

| kind | written | read too | endings | names | programs |
|---|---|---|---|---|---|
"""


def markdown() -> str:
    rows = [_row(kind, syntax) for kind, syntax in SYNTAXES.items()]
    return HEAD + "\n".join(rows) + "\n"


def _row(kind: str, syntax: Syntax) -> str:
    read = ", ".join(map(_comment, syntax.read))
    cells = [kind, _comment(syntax.write), read, *(_named(table, kind) for table in (ENDINGS, NAMES, INTERPRETERS))]
    return f"| {' | '.join(cells)} |"


def _comment(comment: Comment) -> str:
    return f"`{comment.opening}…{comment.closing}`"


def _named(table: dict[str, str], kind: str) -> str:
    return " ".join(f"`{name}`" for name, its in table.items() if its == kind)
