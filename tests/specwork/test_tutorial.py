"""The tutorial, the how-tos and the session in the README are replayed as a reader would: word by word."""

import shutil
from pathlib import Path

import pytest

from tests.transcript import TOP, Shell, replayed, steps

PAGES = ["README.md", "docs/tutorial.md", *sorted(f"docs/howto/{page.name}" for page in TOP.glob("docs/howto/*.md"))]
needs_bash = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="no bash or no git here")


@needs_bash
@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_shows_is_what_its_commands_say(name: str, tmp_path: Path) -> None:
    page = (TOP / name).read_text(encoding="utf-8")
    assert replayed(page, tmp_path) == page, f"write it anew, and read it: python -m tests.transcript {name}"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_something_to_replay(name: str) -> None:
    assert any(step.command.startswith("specwork ") for step in steps((TOP / name).read_text(encoding="utf-8")))


@needs_bash
def test_what_differs_from_run_to_run_may_differ_and_nothing_else(tmp_path: Path) -> None:
    page = "```console\n$ echo on 2026-11-20 at 14:05 in s-7f3a9c2e\non 2001-01-01 at 00:00 in s-00000000\n```\n"
    assert replayed(page, tmp_path) == page
    (tmp_path / "other").mkdir()
    wrong = page.replace("00000000", "00000000 and more")
    assert replayed(wrong, tmp_path / "other") == wrong.replace(
        "on 2001-01-01 at 00:00 in s-00000000 and more", "on 2026-11-20 at 14:05 in s-7f3a9c2e"
    )


@needs_bash
def test_a_fault_that_a_page_does_not_show_is_one(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the page does not say so"):
        replayed("```console\n$ false\n$ true\n```\n", tmp_path)


@needs_bash
def test_folders_and_exit_codes_carry_over_and_what_is_typed_lands_in_the_file(tmp_path: Path) -> None:
    page = (
        "```console\n$ mkdir a && cd a\n$ false\n$ echo $?\n1\n```\n"
        "<!-- as note.md -->\n```markdown\n# Note\n## Goal\nold\n```\n"
        "<!-- in note.md below ## Goal -->\n```markdown\ntyped\n```\n"
        "<!-- in note.md -->\n```diff\n-old\n+new\n```\n"
        "```console\n$ cat note.md\n# Note\n## Goal\n\ntyped\nnew\n$ seq 4\n1\n…\n```\n"
    )
    assert replayed(page, tmp_path) == page


@needs_bash
def test_a_command_gets_no_input_and_does_not_eat_the_next_one(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("cat") == (0, "")
    assert shell.run("echo still here") == (0, "still here\n")
    shell.close()
