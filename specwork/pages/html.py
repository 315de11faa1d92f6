"""One page of HTML for one spec: how it stands, its text, its journal, and what it delivered.

The page needs nothing but itself: no script, no style sheet, no picture is loaded from anywhere. Notes are strangers'
text: raw HTML in them is shown, not obeyed, and a link leads to the web, to a mailbox, or to a file of the vault.
"""

import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote, unquote

from mistune import HTMLRenderer, InlineParser, InlineState, create_markdown

from specwork.domain.hours import hours_text
from specwork.pages.sizes import size_text
from specwork.work.finding import Found
from specwork.work.progress import Standing
from specwork.work.reports import Delivered, Part
from vault.notes.links import wiki_parts
from vault.typed import Any, NamedTuple

Meaning = Callable[[str, str], str | None]  # the file that a link means, seen from a note
Way = Callable[[str], str | None]  # how the page leads to a file of the vault; None where it cannot


class Content(NamedTuple):
    """All that a page tells. `meaning` and `way` answer where links lead."""

    standing: Standing
    delivered: Sequence[Delivered]
    parts: Sequence[Part]
    meaning: Meaning
    way: Way


STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, h4 { line-height: 1.25; } section { border-top: 1px solid var(--line); margin-top: 2.5rem; }
code, pre { font: 0.9em/1.45 ui-monospace, monospace; background: var(--soft); border-radius: 3px; }
code { padding: 0.1em 0.3em; } pre { padding: 0.8rem; overflow-x: auto; } pre code { padding: 0; background: none; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 0.3rem 0.6rem 0.3rem 0; }
td, th { border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid var(--line); }
.path, .wiki { opacity: 0.75; } progress { width: 12rem; } summary { cursor: pointer; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(content: Content) -> str:
    """The whole page. It is text that UTF-8 can hold, whatever the notes were."""
    spec = content.standing.listed.spec
    anchors = {part.path: f"part-{number}" for number, part in enumerate(content.parts)}
    body = [f"<h1>{text(spec.label)}</h1>", _facts(content.standing, anchors, content.way)]
    body.append(_deliverables(content.delivered, anchors))
    own = (spec.path, content.standing.listed.found.journal)
    body += [_part(part, anchors, content, folded=part.path not in own) for part in content.parts]
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(spec.label)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


_odd = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(said: str) -> str:
    """Without what is no text: control characters, and those that turn lines around."""
    return _odd.sub("\ufffd", said.replace("\r\n", "\n").replace("\r", "\n"))


def text(said: str) -> str:
    """Any text, where HTML expects some."""
    return escape(clean(said), quote=True)


def _facts(one: Standing, anchors: dict[str, str], way: Way) -> str:
    spec = one.listed.spec
    rows = [
        ("Status", text(spec.status)),
        ("Type", text(spec.type)),
        ("Path", f'<span class="path">{text(spec.path)}</span>'),
    ]
    if one.parent:
        rows.append(("Parent", _led(one.parent, anchors, way)))
    if spec.total:
        bar = f'<progress max="{spec.total}" value="{spec.met}"></progress>'
        rows.append(("Criteria", f"{bar} {spec.met} of {spec.total} met"))
    if one.children:
        rows.append(
            (
                "Parts",
                "<br>".join(f"{_led(part.found, anchors, way)} ({text(part.spec.status)})" for part in one.children),
            )
        )
    rows.append(("Sessions", f"{len(one.sessions)}, {hours_text(one.time)}"))
    rows += [("Waits on", _led(each.found, anchors, way) if each.found else text(each.typed)) for each in one.waits_on]
    rows += [("Blocks", _led(each, anchors, way)) for each in one.blocks]
    rows += [("Left open", text(each)) for each in one.left]
    rows.append(("Next", text(one.next.text)))
    return "<table>\n" + "\n".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows) + "\n</table>"


def _led(found: Found, anchors: dict[str, str], way: Way) -> str:
    return _anchor(found.path, text(found.spec.label), anchors, way)


def _anchor(path: str, shown: str, anchors: dict[str, str], way: Way) -> str:
    """A link to a part of this page, else to the file, else the words alone."""
    if path in anchors:
        return f'<a href="#{anchors[path]}">{shown}</a>'
    led = way(path)
    if led is None:
        return f'<span class="wiki">{shown}</span>'
    href = quote(led.encode("utf-8", "surrogateescape"), safe="/.-_~")
    return f'<a href="{escape(href)}">{shown}</a>'


def _deliverables(found: Sequence[Delivered], anchors: dict[str, str]) -> str:
    if not found:
        return ""
    head = "".join(f"<th>{name}</th>" for name in ("File", "Category", "Description", "Size", "Trace", "Last commit"))
    rows = []
    for one in found:
        last = f"<code>{text(one.commit.id[:7])}</code> {text(one.commit.subject)}" if one.commit else ""
        cells = (
            _anchor(one.path, text(one.title), anchors, lambda path: None),
            text(one.category),
            text(one.description),
            size_text(one.size),
            text(one.trace if one.exists else "missing"),
            last,
        )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return f"<section>\n<h2>Deliverables</h2>\n<table>\n<tr>{head}</tr>\n" + "\n".join(rows) + "\n</table>\n</section>"


def _part(part: Part, anchors: dict[str, str], content: Content, *, folded: bool) -> str:
    said = clean(part.body.decode("utf-8", "replace"))
    head = f'{text(part.title)} <span class="path">{text(part.path)}</span>'
    shown = f"<pre><code>{escape(said)}</code></pre>"
    if part.note:
        try:
            shown = _markdown(part.path, anchors, content)(said)
        except RecursionError:  # nested deeper than anybody writes: as it was typed
            pass
    if folded:
        shown = f"<details><summary>{head}</summary>\n{shown}\n</details>"
    else:
        shown = f"<h2>{head}</h2>\n{shown}"
    return f'<section id="{anchors[part.path]}">\n{shown}\n</section>'


_web = re.compile(r"(?:https?://|mailto:)[^\s\\]", re.IGNORECASE).match


class _Renderer(HTMLRenderer):
    """What mistune reads, with links and pictures made harmless."""

    def __init__(self, source: str, anchors: dict[str, str], content: Content) -> None:
        super().__init__(escape=True)
        self.source, self.anchors, self.content = source, anchors, content

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if _web(url):
            about = f' title="{escape(clean(title))}"' if title else ""
            return f'<a href="{escape(clean(url))}"{about} rel="noreferrer noopener">{text}</a>'
        path, _, _ = unquote(url).partition("#")
        return self._inside(path, text) if path and ":" not in path else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f'<span class="wiki">{text or escape(clean(title or url))}</span>'

    def heading(self, text: str, level: int, **_: Any) -> str:
        return f"<h{min(level + 1, 6)}>{text}</h{min(level + 1, 6)}>\n"

    def wikilink(self, raw: str) -> str:
        target, heading, block, alias = wiki_parts(raw.replace("\\|", "|"))
        shown = alias or target or heading or block or raw
        return self._inside(target, text(shown.strip()))

    def _inside(self, target: str, shown: str) -> str:
        path = self.content.meaning(self.source, target) if target else self.source
        return (
            f'<span class="wiki">{shown}</span>'
            if path is None
            else _anchor(path, shown, self.anchors, self.content.way)
        )


def _markdown(source: str, anchors: dict[str, str], content: Content) -> Callable[[str], str]:
    renderer = _Renderer(source, anchors, content)
    made = create_markdown(renderer=renderer, plugins=["table", "task_lists", "strikethrough"])
    made.inline.register("wikilink", r"!?\[\[(?!\[)(?P<wiki>[^\[\]\n]+)\]\]", _read_wiki, before="link")
    return lambda said: str(made(said))


def _read_wiki(_: InlineParser, found: re.Match[str], state: InlineState) -> int:
    state.append_token({"type": "wikilink", "raw": found["wiki"]})
    return found.end()
