"""Installing, renewing and taking back, on files in a dict."""

from specwork.domain.agents import AGENTS, MANIFEST, SHARED, files_of
from specwork.work.agents import Ground, Plan, install, mark, present, shared, status, uninstall
from tests.specwork.work.room import TEMPLATES, Room
from vault.edits.changes import ChangeSet

COMMAND, SKILL = ".claude/commands/spec_work.md", ".claude/skills/spec-work/SKILL.md"


class Top:
    """A repository's top. `version` changes what the templates say, as a newer specwork would."""

    def __init__(self, **files: bytes) -> None:
        self.files: dict[str, bytes] = dict(files)
        self.version = b""

    def ground(self) -> Ground:
        return Ground(self.files.get, self.stands, self.template)

    def stands(self, path: str) -> bool:
        return any(each == path or each.startswith(path + "/") for each in self.files)

    def template(self, name: str) -> bytes:
        return (TEMPLATES / "agents" / name).read_bytes() + self.version

    def does(self, plan: Plan) -> list[str]:
        """Does what a plan says; answers with the paths that it changed."""
        for path, before, after in plan.steps:
            assert self.files.get(path) == before
            if after is None:
                del self.files[path]
            else:
                self.files[path] = after
        return [step.path for step in plan.steps]

    def installs(self, *agents: str) -> list[str]:
        return self.does(install(self.ground(), agents))

    def uninstalls(self, *agents: str) -> list[str]:
        return self.does(uninstall(self.ground(), agents or AGENTS))


def test_what_is_installed_twice_is_written_once() -> None:
    top = Top()
    assert top.installs(*AGENTS) == [*files_of(AGENTS), MANIFEST]
    assert top.installs(*AGENTS) == []
    assert top.installs() == []


def test_what_is_installed_and_taken_back_leaves_nothing() -> None:
    top = Top(**{"src/main.py": b"x"})
    top.installs(*AGENTS)
    top.uninstalls()
    assert top.files == {"src/main.py": b"x"}


def test_a_newer_version_renews_what_nobody_edited() -> None:
    top = Top()
    top.installs("claude")
    top.version = b"More.\n"
    assert status(top.ground(), []).files[0] == (COMMAND, "older")
    assert top.installs("claude") == [COMMAND, SKILL, MANIFEST]
    assert top.files[COMMAND].endswith(b"More.\n")
    assert top.installs("claude") == []


def test_an_edited_file_is_kept_and_the_new_one_laid_beside_it() -> None:
    top = Top()
    top.installs("claude")
    top.files[COMMAND] += b"Mine.\n"
    top.version = b"More.\n"
    plan = install(top.ground(), ["claude"])
    assert plan.kept == ((COMMAND, f"it was edited; the one of this version is {COMMAND}.new"),)
    assert top.does(plan) == [f"{COMMAND}.new", SKILL, MANIFEST]
    assert top.files[COMMAND].endswith(b"Mine.\n")
    assert top.files[f"{COMMAND}.new"].endswith(b"More.\n")
    assert top.installs("claude") == []


def test_one_laid_beside_goes_once_the_file_is_the_new_one() -> None:
    top = Top()
    top.installs("claude")
    top.files[COMMAND] += b"Mine.\n"
    top.installs("claude")
    top.files[COMMAND] = top.files[f"{COMMAND}.new"]
    assert f"{COMMAND}.new" in top.installs("claude")
    assert f"{COMMAND}.new" not in top.files


def test_a_file_of_somebody_elses_is_kept() -> None:
    top = Top(**{COMMAND: b"Theirs.\n", f"{COMMAND}.new": b"Theirs too.\n"})
    assert top.installs("claude") == [SKILL, MANIFEST]
    top.uninstalls()
    assert top.files == {COMMAND: b"Theirs.\n", f"{COMMAND}.new": b"Theirs too.\n"}


def test_what_was_edited_stays_when_all_else_is_taken_back() -> None:
    top = Top()
    top.installs(*AGENTS)
    top.files[COMMAND] += b"Mine.\n"
    top.installs()
    plan = uninstall(top.ground(), AGENTS)
    assert plan.kept == ((COMMAND, "it was edited"),)
    top.does(plan)
    assert set(top.files) == {COMMAND}


def test_a_skill_stays_as_long_as_one_agent_needs_it() -> None:
    top = Top()
    top.installs("codex", "gemini")
    assert top.uninstalls("gemini") == [".gemini/commands/spec_work.toml", MANIFEST]
    assert ".agents/skills/spec-work/SKILL.md" in top.files
    top.uninstalls("codex")
    assert top.files == {}


def test_without_its_manifest_a_file_as_we_write_it_is_still_ours() -> None:
    top = Top()
    top.installs("claude")
    del top.files[MANIFEST]
    assert top.installs("claude") == [MANIFEST]
    del top.files[MANIFEST]
    top.uninstalls()
    assert top.files == {}


def test_line_endings_that_git_changed_are_kept_and_no_edit() -> None:
    top = Top()
    top.installs("claude")
    top.files[COMMAND] = top.files[COMMAND].replace(b"\n", b"\r\n")
    assert top.installs("claude") == []
    top.version = b"More.\n"
    top.installs("claude")
    assert top.files[COMMAND].endswith(b"More.\r\n")


def test_only_folders_that_were_made_are_to_be_removed() -> None:
    top = Top(**{".claude/settings.json": b"{}"})
    top.installs("claude")
    folders = uninstall(top.ground(), AGENTS).folders
    assert ".claude" not in folders
    assert folders.index(".claude/skills/spec-work") < folders.index(".claude/skills")


def test_agents_are_present_by_their_files_by_their_programs_or_because_they_ask() -> None:
    stands = {".gemini", ".github/copilot-instructions.md"}.__contains__
    assert present(stands, {"codex"}.__contains__, "claude") == ["claude", "codex", "gemini", "copilot"]
    assert present({".github"}.__contains__, lambda name: False, "CI") == []


def test_a_status_says_how_each_file_stands_and_names_older_commands() -> None:
    top = Top(**{".opencode/command/run_task.md": b"old"})
    top.installs("claude")
    top.files[COMMAND] += b"Mine.\n"
    del top.files[SKILL]
    one = status(top.ground(), ["opencode"])
    assert one.files == ((COMMAND, "edited"), (SKILL, "missing"), (SHARED, "not installed"))
    assert one.agents[:2] == (("claude", False, True), ("opencode", True, False))
    assert one.old == (".opencode/command/run_task.md",)


# AGENTS.md


def test_a_note_of_the_vault_gets_its_part_by_a_job() -> None:
    room = Room({SHARED: "# Rules\n\n- be kind\n"})
    before = dict(room.files)
    room.run(mark, inner=b"Specs.\n")
    assert "- be kind\n\n<!-- specwork:begin" in room.text(SHARED)
    assert room.run(mark, inner=b"Specs.\n").changes == ()
    room.run(mark, inner=None)
    assert room.files == before


def test_agents_md_is_made_and_goes_again_with_its_only_part() -> None:
    room = Room({})
    room.run(mark, inner=b"Specs.\n")
    assert SHARED in room.files
    room.run(mark, inner=None)
    assert room.files == {}


def test_a_part_that_was_edited_is_kept_and_told() -> None:
    room = Room({})
    room.run(mark, inner=b"Specs.\n")
    room.files[SHARED] = room.files[SHARED].replace(b"Specs", b"My specs")
    for inner in (b"New.\n", None):
        changes: ChangeSet = room.run(mark, inner=inner)
        assert (changes.changes, len(changes.notices)) == ((), 1)


def test_beside_the_vault_agents_md_goes_through_the_same_hands() -> None:
    top = Top(**{SHARED: b"# Rules"})
    top.does(shared(top.ground(), b"Specs.\n"))
    assert shared(top.ground(), b"Specs.\n").steps == ()
    assert b"# Rules\n\n<!-- specwork:begin" in top.files[SHARED]
    top.does(shared(top.ground(), None))
    assert top.files == {SHARED: b"# Rules"}
    assert shared(top.ground(), None) == Plan(())
