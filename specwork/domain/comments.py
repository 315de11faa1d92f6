"""How a file says something that its program does not read: the comment syntaxes, and what must stay above a comment.

A table, and three questions on it: which syntax a file has, whether it can hold a comment at all, and how far down a
comment must go. A file that no row knows, or where a line more might change what it means, gets none. What a comment
says is `specwork.domain.traces`.
"""

import re

from vault.notes.frontmatter import find_block
from vault.patterns import late
from vault.typed import NamedTuple

BOM = b"\xef\xbb\xbf"


class Comment(NamedTuple):
    """A comment of one line. What `never` matches would end it, or mean something, so a blank breaks it up."""

    opening: str
    closing: str = ""
    never: str = ""


class Syntax(NamedTuple):
    """What one kind of file takes: the comment that is written, further ones that are read, and what stays above.

    Where `bars` matches the beginning, `first` must match too, or no comment fits. `front` says that a block of front
    matter may come first; `gap`, that a blank line keeps the comment apart from what follows; `prose`, that a long
    line is nothing odd.
    """

    write: Comment
    read: tuple[Comment, ...] = ()
    first: bytes | None = None
    bars: bytes | None = None
    front: bool = False
    gap: bool = False
    prose: bool = False


_HASH = Comment("# ")
_CODED = Comment("# ", never=r"(?<=codin)g(?=[:=])")  # `coding:` in the first two lines names an encoding
_SLASH = Comment("// ")
_STAR = Comment("/* ", " */", r"\*(?=/)|/(?=\*)")
_MARKUP = Comment("<!-- ", " -->", r"-(?=-!?>)|<(?=!--)")
_XML = Comment("<!-- ", " -->", r"-(?=-)")
_DASH = Comment("-- ")
_SEMI = Comment("; ")
_LISP = Comment(";; ")
_PERCENT = Comment("% ")
_ML = Comment("(* ", " *)", r'\((?=\*)|\*(?=\))|"|\{(?=[a-z_]*\|)')
_REM = Comment("REM ", never=r"%(?=~)")
_MDX = Comment("{/* ", " */}", r"\*(?=/)")
_CODE_TAG = Comment("<%# ", " %>", r"%(?=>)")
_BRACES = Comment("{# ", " #}", r"#(?=\})|\{(?=[{%#])")

_END = rb"[ \t\r]*(?:\n|\Z)"
_REST = rb"[^\n]*(?:\n|\Z)"
_CODING = rb"(?:[ \t\f\r]*(?:#[^\n]*)?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*[-\w.]+" + _REST
_RUBY = rb"(?:#[^\n]*(?:coding|frozen.string.literal|warn.indent|shareable.constant.value|typed)[ \t]*[:=]" + _REST
_PRAGMA = rb"@(?:jest-|vitest-|flow|format|prettier)"  # counts in the first block comment alone
_IN_BLOCK = rb"(?:[^*]|\*(?!/))*"
_BLOCK = rb"\s*/\*(?=" + _IN_BLOCK + rb"?" + _PRAGMA + rb")(?>" + _IN_BLOCK + rb")\*/" + _END
_PHP_FIRST = rb"(?:[ \t]+(?:declare|namespace|use)\b[^\n;?'\"/#]*;)*(?:[ \t]*(?://|#(?!\[))[^\n?]*)?"
_YAML = rb"%[^\n]*\n(?:[%#][^\n]*\n|[ \t\r]*\n)*---[ \t\r]*(?:[ \t]#[^\n]*)?(?:\n|\Z)"
_HTML_TAGS = rb"(?:[ \t]*<(?:html|head)\b[^>\n]*>)*"
_PROLOGUE = rb"\s*(?:<\?xml\b[^>]*\?>\s*)?<!doctype\b[^>]*>" + _HTML_TAGS + _END

_CSS_FIRST, _CSS_BARS = rb'@charset[ \t]+"[^"\n]*";' + _END, rb"@charset\b"
_HTML = Syntax(_MARKUP, (_BRACES,), _PROLOGUE + rb"|<\?xml\b[^>]*\?>" + _END, rb"\s*<(?:!doctype|\?xml)\b", front=True)

SYNTAXES = {
    "hash": Syntax(_HASH),
    "shell": Syntax(_HASH, first=rb"#(?:compdef|autoload)\b" + _REST),
    "python": Syntax(_CODED, first=_CODING),
    "ruby": Syntax(_CODED, first=_RUBY + rb")+"),
    "sed": Syntax(_HASH, first=rb"#n" + _END),
    "docker": Syntax(_HASH, first=rb"(?:[ \t]*#[ \t]*(?:syntax|escape|check)[ \t]*=" + _REST + rb")+"),
    "yaml": Syntax(_HASH, first=rb"#cloud-config\b" + _REST + rb"|##[ \t]*template:" + _REST + rb"|" + _YAML),
    "gherkin": Syntax(_HASH, first=rb"\s*#[ \t]*language[ \t]*:" + _REST),
    "slash": Syntax(_SLASH, (_STAR,)),
    "script": Syntax(_SLASH, (_STAR,), _BLOCK),
    "java": Syntax(Comment("// ", never=r"\\(?=u)"), (_STAR,)),  # an escape is read even inside a comment
    "swift": Syntax(_SLASH, (_STAR,), rb"//[ \t]*swift-tools-version" + _REST),
    "go": Syntax(_SLASH, (_STAR,), gap=True),  # right above `package` it would be the package's documentation
    "php": Syntax(
        Comment("// ", never=r"\?(?=>)"), (_HASH, _STAR), rb"<\?php(?=\s|\Z)" + _PHP_FIRST + _END, rb""
    ),
    "star": Syntax(_STAR, (_SLASH,)),
    "css": Syntax(_STAR, (), _CSS_FIRST, _CSS_BARS, front=True),
    "sass": Syntax(_SLASH, (_STAR,), _CSS_FIRST, _CSS_BARS, front=True),
    "html": _HTML,
    "component": Syntax(_MARKUP, front=True),
    "xml": Syntax(_XML, (), rb"<\?xml\b[^>]*\?>" + _END, rb"<\?xml\b|\s*[^\s<]", front=True),
    "markdown": Syntax(_MARKUP, front=True, prose=True),
    "mdx": Syntax(_MDX, front=True, prose=True),
    "rst": Syntax(Comment(".. "), bars=rb"(?:[ \t\r]*\n)*[ \t]+\S", gap=True, prose=True),
    "asciidoc": Syntax(_SLASH, front=True, prose=True),
    "org": Syntax(_HASH, prose=True),
    "tex": Syntax(_PERCENT, first=rb"(?:%[ \t]*(?:!TEX|&)" + _REST + rb")+", prose=True),
    "bib": Syntax(Comment("% ", never="@")),
    "mermaid": Syntax(Comment("%% "), (_PERCENT,), front=True),
    "percent": Syntax(_PERCENT),
    "erlang": Syntax(Comment("%% "), (_PERCENT,), rb"(?:%%!" + _REST + rb")+"),
    "dash": Syntax(_DASH),
    "sql": Syntax(_DASH, (_STAR, _HASH)),
    "haskell": Syntax(_DASH, (), rb"--[ \t]*stack\b" + _REST + rb"|\{-[ \t\n]*(?:stack|cabal)\b[^}]*-\}" + _END),
    "semi": Syntax(_SEMI, (_HASH,)),
    "lisp": Syntax(_LISP, (_SEMI,), rb"(?:[^\n]*\n){0,8}?!#" + _END),
    "elisp": Syntax(_LISP, (_SEMI,), rb";;;[^\n]* ---" + _REST),
    "ml": Syntax(_ML),
    "vim": Syntax(Comment('" '), (_HASH,)),
    "basic": Syntax(Comment("' ")),
    "fortran": Syntax(Comment("! ")),
    "batch": Syntax(_REM, (Comment(":: "), Comment("@REM ")), rb"@?echo[ \t]+off" + _END),
    "blade": Syntax(Comment("{{-- ", " --}}", r"-(?=-\}\})")),
    "erb": Syntax(_CODE_TAG, (_MARKUP,), front=True),
    "braces": Syntax(_BRACES, (_MARKUP,), front=True),
    "pug": Syntax(Comment("//- "), (_SLASH,), front=True),
}  # fmt: skip

_BY_ENDING = """
hash: toml cfg cnf conf env properties mk mak cmake r jl pm tcl awk nix tf tfvars hcl nomad graphql gql nim nims nimble
hash: ex exs service timer mount automount socket target path slice scope swap network netdev link desktop rules repo
hash: sources list gitignore dockerignore npmignore gitattributes gitmodules gitconfig editorconfig npmrc htaccess
hash: crontab cron bzl star gd coffee gnuplot plt rego capnp robot hurl http ldif po hjson just justfile bazel inputrc
shell: sh bash zsh fish ksh csh tcsh dash bats command ebuild ps1 psm1 psd1 nu bashrc zshrc profile bash_profile zshenv
python: py pyi pyw pyx pxd | ruby: rb rake gemspec ru podspec cr | sed: sed | docker: dockerfile containerfile
yaml: yaml yml eyaml | gherkin: feature | go: go | swift: swift | php: php phtml php5 inc.php
slash: rs cpp hpp cc hh cxx hxx cs csx kt kts dart zig zon proto fs fsx fsi json5 jsonc sv svh sol cu cuh mm ino glsl
slash: vert frag wgsl hlsl metal kdl ron cue jsonnet libsonnet bicep prisma thrift fbs typ dot gv pas dpr styl odin
script: js jsx mjs cjs ts tsx mts cts | java: java scala sc groovy gradle | star: c h s strings
css: css | sass: scss sass less | html: html htm xhtml | component: vue svelte astro
xml: xml svg xsl xslt xsd rss atom kml gpx plist csproj fsproj vbproj vcxproj props targets xaml resx wsdl dtd
xml: storyboard xib | markdown: md markdown mkd qmd rmd | mdx: mdx | rst: rst | asciidoc: adoc asciidoc | org: org
tex: tex sty ltx | bib: bib | mermaid: mmd mermaid | percent: ly matlab | erlang: erl hrl escript
dash: lua luau elm ada adb ads vhd vhdl purs lean dhall applescript | sql: sql | haskell: hs
semi: ini asm ahk nsi iss zone | lisp: clj cljs cljc bb edn lisp lsp cl scm ss rkt fnl wat | elisp: el
ml: ml mli sml | vim: vim vimrc | basic: vb vbs puml plantuml | fortran: f90 f95 f03 f08 f for
batch: bat cmd | blade: blade.php | erb: erb ejs eex | braces: twig njk jinja-html | pug: pug
"""
_BY_NAME = """
hash: makefile gnumakefile cmakelists.txt fstab hosts crontab robots.txt codeowners procfile caddyfile
hash: snakefile meson.build meson_options.txt manifest.in justfile ssh_config sshd_config sudoers env
shell: bashrc zshrc profile pkgbuild | ruby: gemfile rakefile vagrantfile podfile brewfile fastfile guardfile capfile
docker: dockerfile containerfile | java: jenkinsfile | slash: go.mod go.work
"""
_BY_INTERPRETER = """
shell: sh bash zsh fish ksh csh tcsh dash ash mksh bats pwsh nu
hash: make perl awk gawk mawk nawk tclsh wish expect rscript julia elixir jq gnuplot raku nim just
python: python pypy uv | ruby: ruby jruby crystal rake | sed: sed gsed | script: node nodejs deno bun ts-node tsx
php: php | dash: lua luajit runghc runhaskell | haskell: stack cabal | erlang: escript | swift: swift
java: groovy scala scala-cli java | slash: kotlin dart rust-script cargo zig | lisp: guile sbcl clojure bb racket scheme
elisp: emacs | ml: ocaml | percent: octave swipl | sql: psql sqlite
"""


def _table(rows: str) -> dict[str, str]:
    kinds = (row.partition(":") for line in rows.strip().splitlines() for row in line.split("|"))
    return {word: kind.strip() for kind, _, words in kinds for word in words.split()}


ENDINGS, NAMES, INTERPRETERS = _table(_BY_ENDING), _table(_BY_NAME), _table(_BY_INTERPRETER)
_TEMPLATES = ("example", "sample", "template", "in", "dist", "j2", "jinja", "jinja2", "tmpl", "tpl", "default", "skel")

LONG = 1_000
_WRITTEN_BY_PROGRAMS = frozenset(("pnpm-lock.yaml", "go.sum", "npm-shrinkwrap.json"))
_sealed_name = re.compile(r"[.-]min\.|\.lock\.|\.bundle\.js\Z").search
_MAGIC = (
    b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\x7fELF", b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"GIF8", b"bplist", b"BZh",
    b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"$ANSIBLE_VAULT;", b"version https://git-lfs.github.com/spec/",
)  # fmt: skip
_SIGNED = (b"-----BEGIN PGP SIGNED MESSAGE-----", b"SIG # Begin signature block", b"ENC[AES256_GCM,")


def comment_for(path: str, head: bytes) -> Comment | None:
    """How a comment is written in this file; None where it can hold none. A seal at its end is seen if all is given.

    >>> comment_for("deliverables/scripts/setup.sh", b"#!/bin/sh\\n")
    Comment(opening='# ', closing='', never='')
    """
    syntax = syntax_for(path, head)
    return syntax.write if syntax else None


def syntax_for(path: str, text: bytes) -> Syntax | None:
    """The syntax of a file that can hold a comment, else None."""
    name = path.rpartition("/")[2].lower()
    if name in _WRITTEN_BY_PROGRAMS or _sealed_name(name) or b"\0" in text or text.startswith(_MAGIC):
        return None
    if any(mark in text for mark in _SIGNED):
        return None
    view = lines_of(text)
    begin = len(BOM) if view.startswith(BOM) else 0
    kind = _kind(name, view, begin)
    if kind is None or view.endswith(b"\r"):  # half a line end: what comes behind it would make it another
        return None
    syntax = SYNTAXES[kind]
    if kind == "batch" and not re.compile(syntax.first or b"", re.IGNORECASE).match(view, begin):
        syntax = syntax._replace(write=_REM._replace(opening="@REM "), read=(_REM, *syntax.read))  # not echoed
    line_end = view.find(b"\n", begin)
    if not syntax.prose and (line_end if line_end >= 0 else len(view)) - begin > LONG:
        return None
    return syntax if _top(syntax, view, begin) is not None else None


def lines_of(text: bytes) -> bytes:
    """The text with LF where its lines end, at the same offsets. A CR ends lines only where no LF stands at all."""
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def top(syntax: Syntax, text: bytes) -> int:
    """Where a comment may stand at the earliest: below the shebang, the encoding, the declaration, the front matter."""
    view = lines_of(text)
    found = _top(syntax, view, len(BOM) if view.startswith(BOM) else 0)
    return found if found is not None else 0


_shebang = re.compile(rb"#!(?!\[)[^\n]*(?:\n|\Z)").match
_modeline = re.compile(rb"-\*-.*-\*-|(?:^|\s)(?:vim?|ex):").search


def front_end(syntax: Syntax, view: bytes) -> int:
    """Where the front matter ends, if the syntax knows any and it is there: between `---` lines, or `+++` lines."""
    if not syntax.front:
        return 0
    if block := find_block(view):
        return block.end
    found = _plus(view)
    return found.end() if found else 0


_plus = late(rb"(?:\xef\xbb\xbf)?\+\+\+[ \t\r]*\n(?:[^\n]*\n)*?\+\+\+[ \t\r]*(?:\n|\Z)").match


def _top(syntax: Syntax, view: bytes, begin: int) -> int | None:
    """None where no place is safe."""
    at = max(front_end(syntax, view), begin)
    while found := _shebang(view, at):
        at = found.end()
    at = _past_modeline(syntax, view, begin, at)
    first = re.compile(syntax.first, re.IGNORECASE).match(view, at) if syntax.first else None
    if first:
        return _past_modeline(syntax, view, begin, first.end())
    if syntax.bars is not None and re.compile(syntax.bars, re.IGNORECASE).match(view, at):
        return None
    whole = at == begin or at == len(view) or view[at - 1 : at] == b"\n"
    return at if whole else None


def _past_modeline(syntax: Syntax, view: bytes, begin: int, at: int) -> int:
    """Editors look for their settings in the first line, or in the one below a shebang."""
    if view.count(b"\n", begin, at) > 1 or at == len(view):
        return at
    end = view.find(b"\n", at) + 1 or len(view)
    line = view[at:end]
    styles = [
        style for style in (syntax.write, *syntax.read) if line.lstrip().startswith(style.opening.strip().encode())
    ]
    if not styles or not _modeline(line):
        return at
    closing = styles[0].closing.strip().encode()
    if not closing:
        return end
    closed = view.find(closing, at)
    end = view.find(b"\n", closed) + 1 or len(view)
    return at if closed < 0 or view[closed + len(closing) : end].strip() else end


def _kind(name: str, view: bytes, begin: int) -> str | None:
    named = _named(name)
    if named in ("m", "pl"):
        named = _guessed(named, view)
    if view.startswith(b"<?xml", begin) and named not in ("php", "html"):
        return "xml"
    if named == "html" and re.compile(rb"\s*\{%-?\s*extends\b").match(view, begin):
        return "braces"  # text above `extends` would be put out
    if view.startswith((b"#compdef", b"#autoload"), begin):
        return "shell"
    run = _interpreted(view, begin)
    if named and run and SYNTAXES[named].write.opening != SYNTAXES[run].write.opening:
        return None  # two languages in one file: what one skips, the other may run
    return named or run


def _named(name: str) -> str | None:
    """The kind that a name tells, an `.example` or `.j2` behind it left out."""
    while True:
        stem, dot, ending = name.rpartition(".")
        if name in NAMES:
            return NAMES[name]
        if name.endswith(".blade.php"):
            return "blade"
        if dot and ending in ("m", "pl"):
            return ending
        if dot and ending in ENDINGS:
            return ENDINGS[ending]
        if dot and stem and ending in _TEMPLATES and not name.startswith("requirements."):
            name = stem
            continue
        if re.match(r"(?:requirements|constraints)\b.*\.(?:txt|in)\Z|\.?env\.", name):
            return "hash"
        return NAMES.get(name.partition(".")[0]) if re.match(r"(?:docker|container|make|jenkins)file\.", name) else None


def _guessed(ending: str, view: bytes) -> str | None:
    """`.m` is Objective-C or MATLAB, `.pl` is Perl or Prolog: the first words tell."""
    head = view[:4096].removeprefix(BOM).lstrip()
    if ending == "pl":
        return "percent" if head.startswith((b"%", b":-")) else "hash"
    if head.startswith((b"//", b"/*", b"#import", b"#include", b"@")):
        return "slash"
    return "percent" if head.startswith((b"%", b"function", b"classdef", b"clear", b"close", b"clc")) else None


_runs = re.compile(rb"#![ \t]*(\S+)([^\n]*)").match
_nix = late(rb"#![ \t]*nix-shell\b[^\n]*?-i[ \t]+(\S+)").search


def _interpreted(view: bytes, begin: int) -> str | None:
    """The kind that a shebang tells: through `env`, its options, and a version behind the name."""
    found = _runs(view, begin)
    if not found:
        return None
    words = [found[1], *found[2].split()]
    if words[0].endswith(b"/env"):
        words = [word for word in words[1:] if not word.startswith(b"-") and b"=" not in word]
    if words and words[0].endswith(b"nix-shell"):
        words = [nix[1]] if (nix := _nix(view, begin, begin + 2048)) else []
    if not words:
        return None
    program = words[0].decode("latin-1").rpartition("/")[2].lower()
    return INTERPRETERS.get(program) or INTERPRETERS.get(program.rstrip("0123456789.-"))
