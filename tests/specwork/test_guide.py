"""The guide is held to the code: no setting, section, word or page goes unsaid, and no link of it leads nowhere."""

import re
from pathlib import Path

import pytest

from specwork import doctor
from specwork.config import DEFAULTS, settings
from specwork.domain import layout, status
from specwork.domain.journal import HEADER
from specwork.domain.journal import SECTIONS as JOURNAL_SECTIONS
from specwork.domain.session import FIELDS, PARTS
from specwork.domain.stated import SPEC_SECTIONS
from specwork.tui.looks import LOOKS

TOP = Path(__file__).resolve().parents[2]
FORMATS = (TOP / "docs" / "formats.md").read_text(encoding="utf-8")
CONFLICTS = (TOP / "docs" / "howto" / "conflicts.md").read_text(encoding="utf-8")
PAGES = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]


def part(title: str) -> str:
    """A section of the page of formats, without the ones behind it."""
    return FORMATS.split(f"\n## {title}\n")[1].split("\n## ")[0]


def read_by(source: str) -> set[str]:
    return set(re.findall(r'\bsaid\.get\("(\w+)"', (TOP / source).read_text(encoding="utf-8")))


def test_the_settings_of_a_vault_are_shown_with_what_holds_without_them() -> None:
    toml = part("specwork.toml").split("```toml\n")[1].split("```")[0]
    assert settings(toml, None)._replace(specs=None) == DEFAULTS
    assert {line.split(" = ")[0] for line in toml.splitlines()} == read_by("specwork/config.py")


@pytest.mark.parametrize("key", sorted(read_by("specwork/tui/own.py")))
def test_every_setting_of_a_person_is_explained(key: str) -> None:
    assert re.search(rf"^\| `\[?{key}\]?` \|", part("Your own settings"), re.MULTILINE)


@pytest.mark.parametrize("name", LOOKS)
def test_every_theme_is_named(name: str) -> None:
    assert f"`{name}`" in part("Your own settings")


def test_status_words_are_read_as_the_page_says() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| ?(.*) \|$", FORMATS.split("### Status words\n")[1].split("\n## ")[0], re.MULTILINE
    )
    assert [word for word, _ in rows] == list(status.WORDS)
    said = {also.strip(): word for word, others in rows for also in [word, *others.split(",")] if also.strip()}
    assert said == status._MEANS


@pytest.mark.parametrize("title", [*SPEC_SECTIONS, *layout.CHILDREN_SECTION.values()])
def test_every_section_of_a_spec_is_explained(title: str) -> None:
    assert f"`## {title}`" in part("A spec")


@pytest.mark.parametrize(
    "name", [*(f"`## {name}`" for name in JOURNAL_SECTIONS), *(f"`**{name}**`" for name in HEADER)]
)
def test_every_section_and_header_line_of_a_journal_is_explained(name: str) -> None:
    assert name in part("A journal")


@pytest.mark.parametrize("name", [*(f"`#### {name}`" for name in PARTS.values()), *(f"**{name}**" for name in FIELDS)])
def test_every_part_and_field_of_a_session_is_explained(name: str) -> None:
    assert name in part("A journal")


@pytest.mark.parametrize(("folder", "heading"), layout.CATEGORIES.items())
def test_every_category_is_in_the_table(folder: str, heading: str) -> None:
    row = f"| `{folder}` | {heading} |" if folder != "code" else f"| none: code elsewhere | {heading}:"
    assert row in part("Deliverables")


@pytest.mark.parametrize("name", [name for name, _, _ in doctor.PARTS if name != "unreadable-"])
def test_what_lies_in_the_state_of_a_vault_is_explained(name: str) -> None:
    assert re.search(rf"`{re.escape(name)}", part(".specwork/"))


def asked_of_the_environment() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in (TOP / "specwork").rglob("*.py")]
    return {name for text in sources for name in re.findall(r'environ\w*(?:\.get\(|\[)"([A-Z_]+)"', text)}


@pytest.mark.parametrize(
    "name", sorted(asked_of_the_environment() - {"AGENT", "CI", "PATH", "PWD", "TEXTUAL_FPS", "USER"})
)
def test_what_is_asked_of_the_environment_is_explained(name: str) -> None:
    if not name.startswith(("DISPLAY", "WAYLAND")):
        assert f"`{name}`" in part("The environment")


@pytest.mark.parametrize("template", sorted((TOP / "templates").rglob("*.*")), ids=lambda path: path.name)
def test_every_placeholder_is_explained(template: Path) -> None:
    if template.parent.name == "agents" or template.name == "README.md":
        return
    names = re.findall(r"\{\{(\w+)", template.read_text(encoding="utf-8"))
    assert [name for name in names if f"`{{{{{name}}}}}`" not in part("Templates")] == []


def told_by_sync() -> set[str]:
    facts = (TOP / "specwork" / "domain" / "facts.py").read_text(encoding="utf-8")
    rooms = [path.read_text(encoding="utf-8") for path in (TOP / "specwork" / "work" / "settling").glob("*.py")]
    asked = re.findall(r'\bconflict="([a-z-]+)"', facts)
    asked += [code for text in rooms for code in re.findall(r'\.conflict\("([a-z-]+)"', text)]
    return {*asked, "emptied", "mass-removal"} - {"conflict"}


@pytest.mark.parametrize("code", sorted(told_by_sync()))
def test_every_word_that_sync_may_say_is_explained(code: str) -> None:
    assert f"| `{code}` |" in CONFLICTS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(
        r"```.*?```|`[^`\n]*`", lambda code: code[0] if code[0].startswith("`.") else "", plain(page), flags=re.DOTALL
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        if "://" in target:
            continue
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{page.name}: {target}"


def plain(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Headings as they are linked to."""
    titles = re.findall(r"^#+ (.+)$", plain(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: str(page.relative_to(TOP)))
def test_the_index_of_the_guide_leads_to_every_page(page: Path) -> None:
    index = TOP / "docs" / "README.md"
    if page != index and page.parent.name != "decisions":
        assert f"]({page.relative_to(index.parent)})" in index.read_text(encoding="utf-8")
