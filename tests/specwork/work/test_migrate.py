"""A vault of the older layout becomes one of this layout: every file, every link, and the way back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from specwork.domain.stated import rows
from specwork.work.given import Given, Ports
from specwork.work.migrate import Migration, planned
from tests.kit import content_of, index_of
from vault.edits.changes import Create, Rewrite, moved
from vault.edits.linking import PLAIN
from vault.index.entry import Annotator
from vault.notes.note import read_note

EPIC, FEATURE, TASK = "1000-epic-base", "1001-feature-storage", "1011-task-nas"
NESTED = f"specs/{EPIC}/{FEATURE}"


def in_memory(files: dict[str, str | bytes]) -> Given:
    """What a job is given, of a vault in a dict."""
    folders = {path.rsplit("/", depth)[0] for path in files for depth in range(1, path.count("/") + 1)}
    ports = Ports(
        text=lambda path: content_of(files[path]),
        kind=lambda path: "file" if path in files else "folder" if path in folders else None,
        style=lambda: PLAIN,
        now=lambda: datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
    )
    index = index_of(files, Annotator("specs", lambda note: rows(note, "specs")))
    return Given(index, ports)


def plan(files: dict[str, str | bytes]) -> Migration:
    return planned(in_memory(files))


def after(files: dict[str, str | bytes], found: Migration) -> dict[str, bytes]:
    """The vault once the change set is done."""
    moves = found.changes.moves()
    done = {moved(path, moves): content_of(text) for path, text in files.items()}
    assert len(done) == len(files), "no file takes another's place"
    for change in found.changes.changes:
        if isinstance(change, Rewrite):
            done[moved(change.path, moves)] = change.content
        elif isinstance(change, Create):
            assert change.path not in done
            done[change.path] = change.content
    return done


def migrated(files: dict[str, str | bytes]) -> dict[str, str]:
    return {path: text.decode() for path, text in after(files, plan(files)).items()}


LAYOUTS = {
    "nested": (f"specs/{EPIC}/{EPIC}.spec.md", f"{NESTED}/{FEATURE}.spec.md", f"{NESTED}/{TASK}.spec.md"),
    "nested, each in its folder": (
        f"specs/{EPIC}/{EPIC}.spec.md", f"{NESTED}/{FEATURE}.spec.md", f"{NESTED}/{TASK}/{TASK}.spec.md",
    ),
    "folders side by side": (
        f"specs/{EPIC}/{EPIC}.spec.md", f"specs/{FEATURE}/{FEATURE}.spec.md", f"specs/{TASK}/{TASK}.spec.md",
    ),
    "no folders": (f"specs/{EPIC}.spec.md", f"specs/{FEATURE}.spec.md", f"specs/{TASK}.spec.md"),
    "the epic is of the new layout": ("specs/1000/epic.md", f"specs/{FEATURE}.spec.md", f"specs/1000/{TASK}.spec.md"),
    "new names in old folders": (f"specs/{EPIC}/epic.md", f"{NESTED}/spec.md", f"{NESTED}/1011.spec.md"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_old_layout_becomes_the_same_tree(layout: str) -> None:
    epic, feature, task = LAYOUTS[layout]
    assert set(migrated({epic: "# Base\n", feature: "# Storage\n", task: "# NAS\n"})) == {
        "specs/1000/epic.md", "specs/1000/1001/spec.md", "specs/1000/1001/1011.spec.md",
    }  # fmt: skip


def test_a_spec_says_in_full_what_it_is_and_keeps_all_that_it_said() -> None:
    files: dict[str, str | bytes] = {
        f"specs/{EPIC}/{EPIC}.spec.md": "# Epic 1000: Base\n",
        f"{NESTED}/{FEATURE}.spec.md": "---\nteam: blue # ours\n---\n# Feature: Storage\n\n**Status**: ✅ Completed\n"
        "**Created**: 2025-01-05\n\n## Overview\n\nCold.\n",
        f"{NESTED}/1001.context.md": "# Journal\n",
    }
    assert migrated(files)["specs/1000/1001/spec.md"] == (
        "---\nteam: blue # ours\nid: 1001\ntype: feature\ntitle: Storage\nstatus: completed\ncreated: 2025-01-05\n"
        "aliases:\n  - 1001 Storage\n---\n# Feature: Storage\n\n**Status**: ✅ Completed\n"
        "**Created**: 2025-01-05  \n**Context**: [[context|Implementation Journal]]  \n"
        "**Parent**: [[../epic|1000 Base]]\n\n## Overview\n\nCold.\n"
    )
    assert migrated(files)["specs/1000/1001/context.md"] == (
        "# Journal\n\n**Spec**: [[spec|1001 - Storage]]  \n**Parent**: [[../epic|1000 Base]]  \n**Status**: completed\n"
    )


@pytest.mark.parametrize(("line", "becomes"), [
    pytest.param("**Parent**: Base things", "**Parent**: [[../epic|Base things]]", id="words become the link's text"),
    pytest.param("**Parent**: TBD", "**Parent**: [[../epic|1000 Base]]", id="a word for nothing does not"),
    pytest.param("**Parent**:", "**Parent**: [[../epic|1000 Base]]", id="an empty one is filled"),
    pytest.param("**Parent**: [[gone|Base]]", "**Parent**: [[../epic|Base]]", id="a broken link leads there again"),
    pytest.param(f"**Parent**: [[../{EPIC}.spec|B]]", "**Parent**: [[../epic|B]]", id="a link follows, once"),
    pytest.param("**Parent**: [[home]]", "**Parent**: [[home]]", id="a link elsewhere is the user's to settle"),
])  # fmt: skip
def test_a_header_line_that_stands_becomes_a_link(line: str, becomes: str) -> None:
    files: dict[str, str | bytes] = {
        f"specs/{EPIC}/{EPIC}.spec.md": "# Base\n",
        f"{NESTED}/{FEATURE}.spec.md": f"# Storage\n\n{line}\n",
        "home.md": "",
    }
    said = [one for one in migrated(files)["specs/1000/1001/spec.md"].splitlines() if one.startswith("**")]
    assert said == [becomes]
    assert bool(plan(files).changes.notices) == ("[[home]]" in line)


def test_line_ends_and_bytes_that_are_no_text_stay() -> None:
    text = b"\xef\xbb\xbf# Base\r\n\r\n**Owner**: M\xff\r\n**Priority**: High\r\n"
    assert after({"specs/1000-epic-base.spec.md": text}, plan({"specs/1000-epic-base.spec.md": text})) == {
        "specs/1000/epic.md": b"\xef\xbb\xbf---\r\nid: 1000\r\ntype: epic\r\ntitle: Base\r\nstatus: planning\r\n"
        b"priority: high\r\naliases:\r\n  - 1000 Base\r\n---\r\n" + text[3:],
    }


@pytest.mark.parametrize(("parent", "above"), [
    pytest.param("---\nparent: 2000\n---\n", "2000", id="an id in the front matter"),
    pytest.param(f'---\nepic: "[[{EPIC}.spec]]"\n---\n', "1000", id="a link in the front matter"),
    pytest.param("# A\n\n**Epic**: 2000-epic-market\n", "2000", id="an old name in the header"),
    pytest.param("# A\n\n**Parent Epic**: [M](../2000-epic-market/2000-epic-market.spec.md)\n", "2000", id="a link"),
    pytest.param("# A\n", "1000", id="its number's range"),
])  # fmt: skip
def test_a_feature_beside_its_epic_finds_it(parent: str, above: str) -> None:
    files: dict[str, str | bytes] = {
        f"specs/{EPIC}/{EPIC}.spec.md": "", "specs/2000-epic-market/2000-epic-market.spec.md": "",
        "specs/1005-feature-x/1005-feature-x.spec.md": parent,
    }  # fmt: skip
    assert f"specs/{above}/1005/spec.md" in migrated(files)


def test_a_spec_without_a_parent_goes_to_the_top_and_is_named() -> None:
    found = plan({"specs/3001-feature-x/3001-feature-x.spec.md": "# X\n"})
    assert found.moves == (("specs/3001-feature-x/3001-feature-x.spec.md", "specs/3001/spec.md"),)
    assert found.changes.notices == ("3001: nothing says whose part it is, so it goes to the top: specs/3001/spec.md",)


def test_every_link_to_and_from_a_moved_file_leads_where_it_led() -> None:
    files: dict[str, str | bytes] = {
        f"specs/{EPIC}/{EPIC}.spec.md": f"- [[{FEATURE}/{FEATURE}.spec#Goals|S]]\n",
        f"{NESTED}/{FEATURE}.spec.md": f"[up](../{EPIC}.spec.md) ![[plan.png]] [home](../../../home.md)\n\n## Goals\n",
        f"{NESTED}/plan.png": b"png",
        "home.md": f"[[{FEATURE}.spec]] [[{FEATURE}]] [[{EPIC}/|Base]]\n",
    }
    done = migrated(files)
    assert "[[1001/spec#Goals|S]]" in done["specs/1000/epic.md"]
    assert "[up](../epic.md) ![[plan.png]] [home](../../../home.md)" in done["specs/1000/1001/spec.md"]
    assert done["home.md"] == "[[specs/1000/1001/spec]] [[specs/1000/1001/spec]] [[specs/1000/epic|Base]]\n"


def test_a_new_journal_takes_no_link_away_from_another() -> None:
    files: dict[str, str | bytes] = {
        f"specs/{EPIC}.spec.md": "**Status**: Done\n", "home.md": "[[context]]\n", "notes/deep/down/context.md": "",
    }  # fmt: skip
    assert migrated(files)["home.md"] == "[[notes/deep/down/context]]\n"


def test_names_of_what_a_spec_waits_for_become_links() -> None:
    files: dict[str, str | bytes] = {
        f"specs/{EPIC}.spec.md": "# Base\n",
        "specs/2000-epic-market.spec.md": f"---\ndepends_on:\n  - {EPIC}\n  - 3000-epic-gone\n---\n",
    }
    front = read_note("x.md", migrated(files)["specs/2000/epic.md"].encode()).front
    assert front is not None
    assert front.get("depends_on") == ["[[../1000/epic|1000 Base]]", "3000-epic-gone"]


def test_a_task_with_files_of_its_own_keeps_a_folder() -> None:
    files: dict[str, str | bytes] = {
        f"{NESTED}/{FEATURE}.spec.md": "",
        f"{NESTED}/{TASK}/{TASK}.spec.md": "",
        f"{NESTED}/{TASK}/1011.context.md": "",
        f"{NESTED}/{TASK}/log.txt": "",
    }
    above = "specs/1001/1011"
    assert {f"{above}/spec.md", f"{above}/context.md", f"{above}/log.txt"} < set(migrated(files))


def test_delivered_files_are_registered_and_loose_ones_put_in_their_folders() -> None:
    files: dict[str, str | bytes] = {
        f"{NESTED}/{FEATURE}.spec.md": "# S\n\n## Deliverables\n\n- [[nas.sh|NAS]] - mounts it\n- `fstab.example`\n",
        f"{NESTED}/nas.sh": "",
        f"{NESTED}/fstab.example": "",
        f"{NESTED}/notes.md": "",
        f"{NESTED}/deliverables/docs/g.md": "",
    }
    done = migrated(files)
    assert set(done) == {f"specs/1001/{inside}" for inside in (
        "spec.md", "context.md", "notes.md", "deliverables/scripts/nas.sh", "deliverables/config/fstab.example",
        "deliverables/docs/g.md",
    )}  # fmt: skip
    _, _, listed = done["specs/1001/context.md"].partition("## Deliverables\n")
    assert listed == (
        "\n### Scripts\n- [[deliverables/scripts/nas.sh|NAS]] - mounts it\n"
        "\n### Documentation\n- [[deliverables/docs/g|g.md]]\n"
        "\n### Configuration Files\n- [[deliverables/config/fstab.example|fstab.example]]\n"
    )


def test_two_loose_files_of_one_name_do_not_meet() -> None:
    files: dict[str, str | bytes] = {
        f"{NESTED}/{FEATURE}.spec.md": "## Files\n- `a/tool.sh`\n- `b/tool.sh`\n",
        f"{NESTED}/a/tool.sh": "a",
        f"{NESTED}/b/tool.sh": "b",
    }
    done = migrated(files)
    assert (done["specs/1001/deliverables/scripts/tool.sh"], done["specs/1001/b/tool.sh"]) == ("a", "b")


def test_a_journal_that_lists_a_deliverable_already_gets_no_second_entry() -> None:
    listed = "# J\n\n## Deliverables\n\n### Scripts\n- [[nas.sh]] mine\n"
    files: dict[str, str | bytes] = {
        f"{NESTED}/{FEATURE}.spec.md": "## Deliverables\n- [[nas.sh]]\n", f"{NESTED}/nas.sh": "",
        f"{NESTED}/1001.context.md": listed,
    }  # fmt: skip
    done = migrated(files)["specs/1001/context.md"]
    assert done.endswith("### Scripts\n- [[nas.sh]] mine\n")


def test_a_completed_spec_without_a_journal_gets_one_that_invents_nothing() -> None:
    done = migrated({f"specs/{EPIC}.spec.md": "# Base\n\n**Status**: Done\n"})["specs/1000/context.md"]
    note = read_note("x.md", done.encode())
    assert "### " not in done
    assert f"Migrated from `specs/{EPIC}.spec.md`; how it was built was not written down." in done
    assert {"**Spec**: [[epic|1000 - Base]]  ", "**Status**: completed"} < set(done.splitlines())
    assert note.front is not None


BAD: dict[str, tuple[dict[str, str | bytes], dict[str, str]]] = {
    "two specs of one id": (
        {
            f"{NESTED}/{FEATURE}.spec.md": "",
            "specs/1001-feature-b/1001-feature-b.spec.md": "",
            f"{NESTED}/{TASK}.spec.md": "",
        },
        {
            "specs/1001-feature-b/1001-feature-b.spec.md": f"1001 is the id of {NESTED}/{FEATURE}.spec.md too",
            f"{NESTED}/{FEATURE}.spec.md": "1001 is the id of specs/1001-feature-b/1001-feature-b.spec.md too",
            f"{NESTED}/{TASK}.spec.md": f"it is part of {NESTED}/{FEATURE}.spec.md, which stays",
        },
    ),
    "one of the new layout bears the id": (
        {f"specs/{FEATURE}/{FEATURE}.spec.md": "", "specs/2000/1001/spec.md": ""},
        {f"specs/{FEATURE}/{FEATURE}.spec.md": "1001 is the id of specs/2000/1001/spec.md too"},
    ),
    "front matter that cannot be read, with all that belongs to it": (
        {f"{NESTED}/{FEATURE}.spec.md": "---\na: [\n---\n", f"{NESTED}/x.txt": "", f"{NESTED}/{TASK}.spec.md": ""},
        {
            f"{NESTED}/{FEATURE}.spec.md": "its front matter cannot be read: …",
            f"{NESTED}/{TASK}.spec.md": f"it is part of {NESTED}/{FEATURE}.spec.md, which stays",
            f"{NESTED}/x.txt": f"it stays with {NESTED}/{FEATURE}.spec.md",
        },
    ),
    "a journal that cannot be read": (
        {f"specs/{FEATURE}/{FEATURE}.spec.md": "", f"specs/{FEATURE}/1001.context.md": "<<<<<<< a\n"},
        {
            f"specs/{FEATURE}/{FEATURE}.spec.md": f"its journal stays: specs/{FEATURE}/1001.context.md",
            f"specs/{FEATURE}/1001.context.md": "conflict markers stand in it",
        },
    ),
    "an id that is not its name's": (
        {f"specs/{FEATURE}.spec.md": "---\nid: 7\n---\n"},
        {f"specs/{FEATURE}.spec.md": "its name says 1001, its front matter 7"},
    ),
    "a type that is not its name's": (
        {f"specs/{FEATURE}.spec.md": "---\ntype: task\n---\n"},
        {f"specs/{FEATURE}.spec.md": "its name says feature, its front matter task"},
    ),
    "a name without an id": ({"specs/storage.spec.md": ""}, {"specs/storage.spec.md": "its name bears no id"}),
    "a number of no range": (
        {"specs/1500-storage.spec.md": ""},
        {"specs/1500-storage.spec.md": "nothing says whether it is an epic, a feature or a task"},
    ),
    "a folder without its spec": (
        {f"specs/{FEATURE}/x.md": ""}, {f"specs/{FEATURE}/x.md": f"no spec of 1001 is found in specs/{FEATURE}"},
    ),
    "properties that no edit can reach": (
        {f"specs/{FEATURE}.spec.md": "---\naliases: &a [x]\n---\n"},
        {f"specs/{FEATURE}.spec.md": "'aliases' has an anchor, an alias or a tag"},
    ),
    "something stands in the way": (
        {f"specs/{EPIC}.spec.md": "", "specs/1000/epic.md": "---\nid: 5\n---\n"},
        {f"specs/{EPIC}.spec.md": "something stands at specs/1000/epic.md already"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_is_left_alone_with_the_reason(case: str) -> None:
    files, left = BAD[case]
    found = plan(files)
    assert {path: why.split(": while")[0] for path, why in found.left} == {
        path: dict(found.left)[path] if why.endswith("…") and dict(found.left)[path].startswith(why[:-1]) else why
        for path, why in left.items()
    }
    assert not found.changes


def test_a_second_journal_stays_where_it_is() -> None:
    folder = f"specs/{FEATURE}"
    files: dict[str, str | bytes] = {
        f"{folder}/{FEATURE}.spec.md": "", f"{folder}/1001.context.md": "a", f"{folder}/context.md": "b",
    }  # fmt: skip
    found = plan(files)
    assert found.left == ((f"{folder}/context.md", f"{folder}/1001.context.md is the journal of 1001 already"),)
    assert after(files, found)[f"{folder}/context.md"] == b"b"


# laws

_names = [EPIC, FEATURE, "1002-feature-desk", TASK, "1012-task-raid", "1021-task-x", "2000-epic-market"]
_others = ["log.txt", "tool.sh", "deliverables/docs/g.md"]
_texts = ["", "# T\n", "---\nstatus: done\n---\n# T\n", "**Status**: Completed\n", f"[[{FEATURE}.spec]] [[log]]\n",
          "## Deliverables\n- [[log.txt]]\n- `tool.sh`\n", "---\na: [\n---\n", "**Parent**: [[home]]\n"]  # fmt: skip


@st.composite
def old_vaults(draw: st.DrawFn) -> dict[str, str | bytes]:
    folders = ["specs"]
    files: dict[str, str | bytes] = {"home.md": f"[[{FEATURE}.spec]] [[context]]\n"}
    for name in draw(st.lists(st.sampled_from(_names), min_size=1, max_size=6)):
        folder = draw(st.sampled_from(folders))
        if draw(st.booleans()):
            folder = f"{folder}/{name}"
            folders.append(folder)
        files[f"{folder}/{name}.spec.md"] = draw(st.sampled_from(_texts))
        journals = [f"{name[:4]}.context.md", f"{name}.context.md", "context.md"]
        for other in draw(st.lists(st.sampled_from([*journals, *_others]), max_size=3)):
            files[f"{folder}/{other}"] = draw(st.sampled_from(_texts))
    return files


@every(old_vaults())
def test_whatever_stands_there_no_file_is_lost_and_a_second_run_does_nothing(files: dict[str, str | bytes]) -> None:
    found = plan(files)
    done = after(files, found)
    assert set(done) == {dict(found.moves).get(path, path) for path in files} | set(found.created)
    stays = {path for path, _ in found.left}
    assert stays.isdisjoint(old for old, _ in found.moves)
    for path in stays:
        assert path in done
    again = plan(dict(done))
    assert (again.moves, bool(again.changes)) == ((), False)


@every(old_vaults())
def test_every_link_that_led_somewhere_leads_there_still(files: dict[str, str | bytes]) -> None:
    found = plan(files)
    moves = dict(found.moves)
    before = [(moves.get(one.source, one.source), moves.get(one.resolves_to, one.resolves_to))
              for one in index_of(files).links() if one.resolves_to]  # fmt: skip
    now = [(one.source, one.resolves_to) for one in index_of(after(files, found)).links()]
    for link in before:
        assert now.count(link) >= before.count(link)
