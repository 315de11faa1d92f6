"""The commands told from their own parsers: the page in the docs, man pages, and what completes them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from specwork.cli.main import COMMANDS
from specwork.cli.manual import described
from specwork.domain.comments import SYNTAXES
from specwork.pages.completing import completions
from tests.kit import DiskVault

TOP = Path(__file__).resolve().parents[3]


def test_the_page_in_the_docs_is_what_the_parsers_say(vault: DiskVault) -> None:
    page = (TOP / "docs" / "commands.md").read_text(encoding="utf-8")
    assert vault.run("manual").out == page, "write it anew: specwork manual > docs/commands.md"


def test_the_page_of_keys_is_what_the_app_has(vault: DiskVault) -> None:
    keys = (TOP / "docs" / "keys.md").read_text(encoding="utf-8")
    assert vault.run("manual", "--keys").out == keys, "write it anew: specwork manual --keys > docs/keys.md"


def test_the_page_of_comments_has_every_syntax(vault: DiskVault) -> None:
    comments = (TOP / "docs" / "comments.md").read_text(encoding="utf-8")
    assert vault.run("manual", "--comments").out == comments, "anew: specwork manual --comments > docs/comments.md"
    assert [kind for kind in SYNTAXES if f"\n| {kind} | `" not in comments] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_says_what_it_is(command: str) -> None:
    page = next(page for page in described() if page.name == command)
    for one in (page, *page.below):
        assert one.about
        assert [option for option in one.takes if not option.about] == []


def test_there_is_a_man_page_for_each_command_and_one_for_all(vault: DiskVault, tmp_path: Path) -> None:
    assert vault.run("manual", "--man", str(tmp_path / "man")).code == 0
    made = {path.name for path in (tmp_path / "man").iterdir()}
    assert made == {"specwork.1", "spec_work.1", *(f"specwork-{name}.1" for name in COMMANDS)}
    assert "\n.SH SYNOPSIS\n.nf\nspec_work [" in (tmp_path / "man" / "spec_work.1").read_text(encoding="utf-8")
    whole = (tmp_path / "man" / "specwork.1").read_text(encoding="utf-8")
    assert whole.startswith('.TH SPECWORK 1 "" "specwork ')
    assert "\n.SH NAME\nspecwork \\- " in whole
    assert "\n.B \\-\\-vault DIR\n" in whole
    assert "\n.SH EXIT STATUS\n.TP\n.B 0\n" in whole
    text = (tmp_path / "man" / "specwork-new.1").read_text(encoding="utf-8")
    assert text.startswith('.TH SPECWORK-NEW 1 "" "specwork ')
    assert ".B \\-\\-under ID" in text


def test_one_command_may_be_asked_for_and_an_unknown_one_is_told(vault: DiskVault) -> None:
    assert [line for line in vault.run("manual", "sync").out.splitlines() if line.startswith("#")] == ["## sync"]
    assert vault.run("manual", "nonsense").code == 2


def test_ids_are_told_with_their_titles_and_outside_a_vault_there_are_none(vault: DiskVault) -> None:
    vault.run("init")
    vault.run("new", "epic", "Two words")
    assert vault.run("completions", "ids").out == "1000\tTwo words\n"


def completed(shell: str, line: str, vault: DiskVault) -> list[str]:
    """What bash offers at the end of a line. `specwork` is a function here, so that nothing has to be installed."""
    words = line.split(" ")
    script = f"""
specwork() {{ printf '1000\\tFoundation\\n1011\\tMount\\n'; }}
{shell}
COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
_specwork
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=vault.folder)
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("specwork sy", ["sync"]),
        ("specwork sync --c", ["--check"]),
        ("specwork status 10", ["1000", "1011"]),
        ("specwork --json status 101", ["1011"]),
        ("spec_work 101", ["1011"]),
        ("specwork new fe", ["feature"]),
        ("specwork props se", ["set"]),
        ("specwork --vault there sta", ["status", "start"]),
        ("specwork log 1011 imp", ["implement", "improvement"]),
        ("specwork hook t", ["touched"]),
        ("spec_work --re", ["--resume"]),
        ("specwork done 1011 --status ", ["completed", "partial", "blocked"]),
        ("specwork done 1011 --status = par", ["partial"]),
        ("specwork done 1011 --status =", ["completed", "partial", "blocked"]),
        ("specwork list --status imp", ["implementing"]),
        ("specwork list --type ", ["epic", "feature", "task"]),
        ("specwork adopt n.md --type t", ["task"]),
        ("specwork deliver 1011 x --type sc", ["scripts"]),
        ("specwork --vault there agents install --for cu", ["cursor"]),
        ("specwork new task T --under 101", ["1011"]),
        ("specwork status --vault no", ["notes"]),
        ("specwork --vault no", ["notes"]),
        ("specwork commit 1011 -m 10", []),
        ("specwork commit 1011 -m words 10", ["1000", "1011"]),
        ("specwork log 1011 note x --file ", []),
    ],
)
def test_bash_is_offered_commands_options_and_ids(vault: DiskVault, line: str, offered: list[str]) -> None:
    (vault.folder / "notes").mkdir()
    assert completed(completions("bash", described()), line, vault) == offered


def test_zsh_keeps_the_words_that_it_is_asked_about() -> None:
    """`words` is zsh's own: a local of that name is empty, and then no command is ever seen."""
    text = completions("zsh", described())
    assert "words[2,CURRENT-1]" in text
    assert not re.search(r"(?m)^\s*(?:local .*\bwords\b|words=)", text)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_every_command_too(vault: DiskVault, shell: str) -> None:
    text = vault.run("completions", shell).out
    assert [name for name in COMMANDS if name not in text] == []
    if program := shutil.which(shell):
        subprocess.run([program, "-n", "/dev/stdin"], input=text, text=True, check=True)


def test_fish_offers_commands_behind_a_vault_too_and_words_for_options() -> None:
    """What fish calls a subcommand is any word that is no option: the folder behind `--vault` was taken for one."""
    text = completions("fish", described())
    assert "__fish_use_subcommand" not in text
    assert "complete -c specwork -l vault -x -a '(__fish_complete_directories)'" in text
    assert "complete -c specwork -n '__specwork_in done' -l status -x -a 'completed partial blocked'" in text
    assert "complete -c specwork -n '__specwork_in agents' -l for -x -a 'claude " in text
    assert "complete -c specwork -n '__specwork_in new' -l under -x -a '(specwork completions ids" in text


def test_zsh_is_offered_words_for_options() -> None:
    text = completions("zsh", described())
    assert '"done --status") compadd -- completed partial blocked; return ;;' in text
