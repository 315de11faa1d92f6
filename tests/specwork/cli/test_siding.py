"""Two branches gave one number to two specs: mended after the merge, and in the middle of it."""

import re
from pathlib import Path

import pytest

from specwork.cli.main import main
from tests.kit import Answer, DiskVault
from tests.specs_kit import VAULT, E, epic, journal, spec
from tests.specwork.cli.test_merging import Repository, repository

AT, TO = "specs/1000/1003", "specs/1000/1004"
FEATURES = "- [[1001/spec|1001 Storage]]\n- [[1002/spec|1002 Desk]]\n"


class Meeting:
    def __init__(self, repo: Repository, vault: DiskVault) -> None:
        self.repo, self.vault = repo, vault

    def run(self, *arguments: str) -> Answer:
        return self.vault.run(*arguments)

    def text(self, path: str) -> str:
        return self.repo.read(path).decode("utf-8", "surrogateescape")

    def files(self, folder: str) -> list[str]:
        found = (self.repo.folder / folder).rglob("*")
        return sorted(str(path.relative_to(self.repo.folder / folder)) for path in found if path.is_file())


def made(title: str, name: str) -> dict[str, str | bytes]:
    """A feature 1003 as a branch made it, with what it delivered and who links to it."""
    above = "[[../epic|1000 Foundation]]"
    return {
        f"{AT}/spec.md": spec(
            1003, title, above, more=f'aliases: ["1003 {title}"]\n', rest=f"\n- [[deliverables/scripts/{name}.sh]]\n"
        ),
        f"{AT}/context.md": journal(
            title, f"[[spec|1003 {title}]]", parent=above, rest=f"\n### Session 1: {name}\n- x\n"
        ),
        f"{AT}/deliverables/scripts/{name}.sh": f"#!/bin/sh\n# Spec: [[../../spec|1003 {title}]]\necho {name}\n",
        f"{AT}/deliverables/scripts/all.sh": f"#!/bin/sh\necho {name}\n",
        f"{AT}/1031.spec.md": spec(1031, f"Part of {name}", f"[[spec|1003 {title}]]"),
        f"notes-{name}.md": f"See [[1003]], [[specs/1000/1003/spec|1003 {title}]] and [[{name}.sh]].\r\n\xff".encode(
            "latin-1"
        ),
        E: epic(1000, "Foundation", f"{FEATURES}- [[1003/spec|1003 {title}]]\n", status="implementing"),
        "shared.md": f"# Shared\n\nold\n\nand [[1003]] of {name}\n",
    }


@pytest.fixture
def met(tmp_path: Path, vault: DiskVault) -> Meeting:
    repo = repository(vault.folder).has({**VAULT, "shared.md": "# Shared\n\nold\n"})
    repo.on("one", made("Chart", "chart"))
    repo.on("two", made("Alarm", "alarm"))
    repo.git("checkout", "-q", "one")
    return Meeting(repo, vault)


def test_in_the_middle_of_a_merge_their_spec_is_laid_beside_ours(met: Meeting) -> None:
    said = met.repo.git("merge", "--no-edit", "two", code=1)
    assert f"CONFLICT (add/add): Merge conflict in {AT}/spec.md" in said

    answer = met.run("renumber", "1003", "--side", "theirs")

    assert answer.code == 0, answer.err
    assert f"git add -A notes-alarm.md shared.md {AT} {TO} {E}\n" in answer.err
    for path, text in made("Chart", "chart").items():
        if path.startswith((AT, "notes")):
            assert met.repo.read(path) == (text if isinstance(text, bytes) else text.encode()), "ours is as it was"
    assert met.files(AT) == [
        "1031.spec.md",
        "context.md",
        "deliverables/scripts/all.sh",
        "deliverables/scripts/chart.sh",
        "spec.md",
    ]
    assert met.files(TO) == [
        "1031.spec.md",
        "context.md",
        "deliverables/scripts/alarm.sh",
        "deliverables/scripts/all.sh",
        "spec.md",
    ]
    assert f"{TO}/deliverables/scripts/all.sh is not executable yet" in answer.err
    assert f"1031 is the number of two specs now: specwork renumber {TO}/1031.spec.md --next" in answer.err
    assert "**Parent**: [[spec|1004 Alarm]]" in met.text(f"{TO}/1031.spec.md")
    theirs = met.text(f"{TO}/spec.md")
    assert theirs.startswith("---\nid: 1004\ntype: feature\ntitle: Alarm\n")
    assert 'aliases: ["1004 Alarm"]' in theirs
    assert "[[deliverables/scripts/alarm.sh]]" in theirs
    assert "**Spec**: [[spec|1004 Alarm]]" in met.text(f"{TO}/context.md")
    assert "# Spec: [[../../spec|1004 Alarm]]" in met.text(f"{TO}/deliverables/scripts/alarm.sh")
    assert met.repo.read("notes-alarm.md") == (
        b"See [[1004]], [[specs/1000/1004/spec|1004 Alarm]] and [[alarm.sh]].\r\n\xff"
    )
    listed = f"{FEATURES}- [[1003/spec|1003 Chart]]\n- [[1004/spec|1004 Alarm]]\n"
    assert met.text(E) == epic(1000, "Foundation", listed, status="implementing"), "and its conflict is none any more"
    shared = met.text("shared.md")
    assert "and [[1003]] of chart\n" in shared
    assert "and [[1004]] of alarm\n" in shared
    met.run("check")
    assert met.run("links", f"{TO}/spec.md", "--json").json["links"]
    assert all(link["resolves_to"] for link in met.run("links", f"{TO}/spec.md", "--json").json["links"])


def test_without_the_driver_it_does_the_same(met: Meeting) -> None:
    met.repo.git("config", "--remove-section", "merge.specwork")
    met.repo.git("merge", "--no-edit", "two", code=1)
    assert "<<<<<<<" in met.text(E)
    assert met.run("renumber", "1003", "--side", "theirs").code == 0
    assert "<<<<<<<" not in met.text(E)
    assert met.text(E).endswith("- [[1003/spec|1003 Chart]]\n- [[1004/spec|1004 Alarm]]\n")
    assert "title: Alarm" in met.text(f"{TO}/spec.md")


def test_ours_may_be_the_one_that_goes(met: Meeting) -> None:
    met.repo.git("merge", "--no-edit", "two", code=1)
    assert met.run("renumber", "1003", "1007", "--side", "ours").code == 0
    assert "title: Alarm" in met.text(f"{AT}/spec.md")
    assert "<<<<" not in met.text(f"{AT}/spec.md")
    assert "id: 1007" in met.text("specs/1000/1007/spec.md")
    assert "title: Chart" in met.text("specs/1000/1007/spec.md")
    assert "[[1007]]" in met.text("notes-chart.md")
    assert "[[1003]]" in met.text("notes-alarm.md")


def test_it_can_be_taken_back_and_previewed(met: Meeting) -> None:
    met.repo.git("merge", "--no-edit", "two", code=1)
    before = met.vault.files()
    assert "id: 1004" in met.run("renumber", "1003", "--side", "theirs", "--dry-run").out
    assert met.vault.files() == before
    met.run("renumber", "1003", "--side", "theirs")
    assert met.vault.files() != before
    assert met.run("undo").code == 0
    assert met.vault.files() == before


def test_what_was_written_since_the_merge_began_is_not_thrown_away(met: Meeting) -> None:
    met.repo.git("merge", "--no-edit", "two", code=1)
    place = met.repo.folder / AT / "spec.md"
    place.write_bytes(place.read_bytes() + b"half settled\n")
    before = met.vault.files()
    answer = met.run("renumber", "1003", "--side", "theirs")
    assert answer.code == 2
    assert "was edited since the merge began" in answer.err
    assert met.vault.files() == before


def test_in_a_rebase_theirs_is_the_commit_that_is_laid_on_top(met: Meeting) -> None:
    met.repo.git("checkout", "-q", "two")
    met.repo.git("rebase", "one", code=1)
    assert met.run("renumber", "1003", "--side", "theirs").code == 0
    assert "title: Alarm" in met.text(f"{TO}/spec.md")
    assert "title: Chart" in met.text(f"{AT}/spec.md")


def task(number: int, title: str, name: str) -> dict[str, str | bytes]:
    folder = "specs/1000/1001"
    return {
        f"{folder}/{number}.spec.md": spec(number, title, "[[spec|1001 Storage]]"),
        f"{folder}/{number}.context.md": journal(title, f"[[{number}.spec|{number} {title}]]"),
        f"notes-{name}.md": f"[[{number}]] [[{number}.spec|{number} {title}]]\n",
    }


def test_a_task_goes_with_its_two_files_alone(met: Meeting) -> None:
    met.repo.on("three", task(1012, "Chart", "chart"))
    met.repo.on("four", task(1012, "Alarm", "alarm"))
    met.repo.merge("three", "four", code=1)
    assert met.run("renumber", "1012", "--side", "theirs").code == 0
    assert "title: Alarm" in met.text("specs/1000/1001/1013.spec.md")
    assert "[[1013.spec|1013 Alarm]]" in met.text("specs/1000/1001/1013.context.md")
    assert "title: Chart" in met.text("specs/1000/1001/1012.spec.md")
    assert met.text("notes-alarm.md") == "[[1013]] [[1013.spec|1013 Alarm]]\n"
    assert met.text("notes-chart.md") == "[[1012]] [[1012.spec|1012 Chart]]\n"


@pytest.mark.parametrize("committed", [False, True])
def test_two_that_lie_apart_are_told_apart_by_the_side_they_came_from(met: Meeting, committed: bool) -> None:
    above = "[[../epic|x]]"
    link = "links [[3001]]\n"
    met.repo.on("three", {"specs/1000/3001/spec.md": spec(3001, "Chart", above), "a.md": link, "c.md": link})
    met.repo.on("four", {"specs/2000/3001/spec.md": spec(3001, "Alarm", above), "b.md": link, "c.md": link})
    met.repo.git("checkout", "-q", "three")
    met.repo.git("merge", "-q", *([] if committed else ["--no-commit"]), "four")
    dry = met.run("renumber", "3001", "2001", "--side", "theirs", "--dry-run")
    assert dry.code == 0, dry.err
    assert met.run("renumber", "3001", "2001", "--side", "theirs").code == 0
    assert "id: 2001" in met.text("specs/2000/2001/spec.md")
    assert "id: 3001" in met.text("specs/1000/3001/spec.md")
    assert met.text("a.md") == link
    assert met.text("b.md") == "links [[2001]]\n"
    assert met.text("c.md") == link, "what both wrote may mean either"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param(("1001",), "only one spec bears 1001", id="no clash"),
        pytest.param(("1999",), "no spec has the id 1999", id="no such spec"),
        pytest.param(("Chart",), "is no id", id="no number"),
    ],
)
def test_what_is_not_sure_is_refused(met: Meeting, asked: tuple[str, ...], words: str) -> None:
    before = met.vault.files()
    answer = met.run("renumber", *asked, "--side", "theirs")
    assert answer.code == 2
    assert words in answer.err
    assert met.vault.files() == before


def test_two_that_no_merge_brought_are_named_by_their_paths(met: Meeting) -> None:
    met.repo.has({"specs/2000/1001/spec.md": spec(1001, "Other", "[[../epic|x]]")})
    answer = met.run("renumber", "1001", "--side", "theirs")
    assert answer.code == 2
    assert re.search(r"git cannot tell .*specs/2000/1001/spec.md", answer.err)


def test_one_spec_that_both_sides_changed_is_not_two(met: Meeting) -> None:
    path = "specs/1000/1002/spec.md"
    met.repo.on("three", {path: VAULT[path].replace("title: Desk", "title: A")})
    met.repo.on("four", {path: VAULT[path].replace("title: Desk", "title: B")})
    met.repo.merge("three", "four", code=1)
    assert "it is one spec, which both changed" in met.run("renumber", "1002", "--side", "theirs").err


def test_without_git_nothing_tells_the_sides_apart(vault: DiskVault) -> None:
    vault.has(VAULT)
    assert main(["--vault", str(vault.folder), "renumber", "1001", "--side", "ours"]) == 2
