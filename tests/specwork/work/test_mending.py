"""`check --fix`: what has one right answer is mended once, and nothing else is touched."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specwork.domain.findings import KINDS
from tests.specwork.work.checked import AT, DAMAGES, A, C, E, Files, G, J, S, T, found, made, mended
from tests.specwork.work.room import Room

MENDED = [name for name, damage in DAMAGES.items() if damage.is_mended]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return made(tmp_path_factory.mktemp("sound") / "vault")


def damaged(sound: Files, *names: str) -> Room:
    files = dict(sound)
    for name in names:
        DAMAGES[name].does(files)
    return Room(files)


def test_nothing_is_mended_in_a_sound_vault(sound: Files) -> None:
    assert mended(Room(sound)) == []


@pytest.mark.parametrize("damage", MENDED)
def test_what_has_one_answer_is_mended_once(sound: Files, damage: str) -> None:
    room = damaged(sound, damage)
    assert mended(room) != []
    assert DAMAGES[damage].code not in {one.code for one in found(room)}
    assert mended(room) == [], "a second time there is nothing to mend"


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name not in MENDED])
def test_what_has_two_answers_is_left(sound: Files, damage: str) -> None:
    room = damaged(sound, damage)
    before = dict(room.files)
    mended(room)
    assert DAMAGES[damage].code in {one.code for one in found(room)}
    assert room.files.get(DAMAGES[damage].path) == before.get(DAMAGES[damage].path)


@pytest.mark.parametrize(
    "damage",
    [
        "the list is deleted", "a line of the list is deleted", "a trace is deleted", "a note's trace is deleted",
        "a trace names another spec", "a trace leads nowhere", "a second trace is somebody else's", "another journal",
        "a parent that leads nowhere", "a session's id moved up", "another parent", "a parent that is no link",
        "the Parent line is emptied", "the features are deleted", "the deliverables are deleted in the spec",
        "the deliverables are deleted in the journal", "what depends on it is deleted",
        "the list of what depends on it is deleted",
    ],
)  # fmt: skip
def test_what_was_lost_is_there_again(sound: Files, damage: str) -> None:
    """Line for line; their order, blank lines, and two blanks at the end of a line apart."""
    room = damaged(sound, damage)
    mended(room)
    for path, text in sound.items():
        assert _lines(room.files[path]) == _lines(text), path


def _lines(text: bytes) -> list[str]:
    kept = [line.rstrip() for line in text.decode().splitlines()]
    return sorted(line for line in kept if line and line != "### Integration Points")


def test_a_journal_that_is_made_anew_is_linked_and_has_the_status_of_its_spec(sound: Files) -> None:
    room = damaged(sound, "a journal is deleted")
    room.files[T] = room.files[T].replace(b"status: planning", b"status: blocked")
    mended(room)
    text = room.text(f"{AT}/1011.context.md")
    assert "**Spec**: [[1011.spec|1011 Mount]]" in text
    assert "**Status**: blocked" in text
    assert found(room) == []


def test_front_matter_that_is_written_anew_takes_the_status_that_the_journal_tells(sound: Files) -> None:
    room = damaged(sound, "the front matter is deleted")
    for path in (E, "specs/1000/context.md"):
        room.files[path] = room.files[path].replace(b"**Status**: planning", b"**Status**: blocked")
    mended(room)
    assert room.text(E).startswith("---\nid: 1000\ntype: epic\ntitle: Foundation\nstatus: blocked\n")


def test_an_alias_that_was_the_old_title_becomes_the_new_one_and_others_stay(sound: Files) -> None:
    room = damaged(sound, "a new title, and the old alias")
    room.files[T] = room.files[T].replace(b'["1011 Mount"]', b'["NAS", "1011 Mount"]')
    mended(room)
    assert 'aliases: ["NAS", "1011 Mount it"]' in room.text(T)


def test_a_deleted_section_of_one_side_takes_nothing_from_the_other(sound: Files) -> None:
    room = damaged(sound, "the deliverables are deleted in the journal")
    mended(room)
    assert found(room) == []
    assert room.files[C].count(b"[[deliverables/") >= 3


def test_a_lost_id_is_given_back_as_it_was_committed(sound: Files) -> None:
    class Committed:
        def head(self) -> str:
            return "abc"

        def show(self, commit: str, path: str) -> bytes | None:
            return sound.get(path) if commit == "abc" else None

    room = damaged(sound, "a session's id lost")
    room.git = Committed()  # type: ignore[assignment]  # what mending asks of git, and no more
    mended(room)
    assert room.files[C] == sound[C]


def test_without_git_a_lost_id_is_the_same_on_every_machine(sound: Files) -> None:
    one, other = damaged(sound, "a session's id lost"), damaged(sound, "a session's id lost", "a trace is deleted")
    mended(one)
    mended(other)
    assert one.files[C] == other.files[C] != sound[C]


def test_every_byte_beside_an_edit_stays(sound: Files) -> None:
    files = {path: text.replace(b"\n", b"\r\n") for path, text in sound.items()}
    files[S] = b"\xef\xbb\xbf" + files[S] + b"\xff\xfe odd bytes\r\n"
    files[A] = files[A].replace(b"\r\n", b"\n")
    room = Room(files)
    assert found(room) == []
    room.files[S] = room.files[S].replace(b"**Context**: [[context|Implementation Journal]]  \r\n", b"")
    before = room.files[S]
    assert mended(room) == [S]
    after = room.files[S]
    assert after.startswith(b"\xef\xbb\xbf---\r\n")
    assert after.endswith(b"\xff\xfe odd bytes\r\n")
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\r\n") + 1


def test_a_mend_of_one_spec_leaves_the_others(sound: Files) -> None:
    room = damaged(sound, "a trace is deleted", "no aliases")
    from specwork.work.mending import mend

    assert room.run(mend, only=lambda path: path == T).paths() == [T]


def test_hostile_files_are_left_and_the_rest_is_mended(sound: Files) -> None:
    room = damaged(sound, "a trace is deleted", "the id is deleted")
    room.files[A] = b"\xff\xfe" + room.files[A]  # UTF-16, by its mark: no comment is written into it
    room.files[G] = b""
    room.files[J] = b"\0" * 100
    room.files[E] = b"---\nid: [\n---\n"
    room.files[C] = b"\xff\xfe#\0 \0x\0"
    mended(room)
    assert room.files[C] == b"\xff\xfe#\0 \0x\0"
    assert room.files[A].startswith(b"\xff\xfe#!/bin/sh\n")
    assert room.files[E] == b"---\nid: [\n---\n"
    assert b"id: 1001" in room.files[S]
    assert mended(room) == []


# laws


@settings(max_examples=60)
@given(names=st.lists(st.sampled_from(MENDED), min_size=2, max_size=4, unique=True))
def test_several_damages_are_mended_together(sound: Files, names: list[str]) -> None:
    try:
        room = damaged(sound, *names)
    except (AssertionError, KeyError):
        return  # one of them took away what another would have damaged
    for _ in range(3):  # a head that was made anew may show what was hidden by its loss
        if not mended(room):
            break
    left = {one.code for one in found(room) if KINDS[one.code].mended}
    assert left == set()
    assert mended(room) == []


@settings(max_examples=150)
@given(drawn=st.data())
def test_whatever_lines_are_lost_it_mends_what_it_can_and_then_is_done(sound: Files, drawn: st.DataObject) -> None:
    files = dict(sound)
    for _ in range(drawn.draw(st.integers(1, 3))):
        path = drawn.draw(st.sampled_from(sorted(files)))
        lines = files[path].splitlines(keepends=True)
        if lines:
            at = drawn.draw(st.integers(0, len(lines) - 1))
            files[path] = b"".join(lines[:at] + lines[at + drawn.draw(st.integers(1, 4)) :])
    room = Room(files)
    before = _prose(room)
    for _ in range(3):
        if not mended(room):
            break
    assert mended(room) == []
    assert before - _prose(room) <= {"", "aliases:", "id:", "**Parent**:"}


def _prose(room: Room) -> set[str]:
    """Every line without a link, and without the id of a session."""
    lines = {line for text in room.files.values() for line in text.decode().splitlines() if "[[" not in line}
    return {re.sub(r" *\^s-\w+", "", line).rstrip() for line in lines}
